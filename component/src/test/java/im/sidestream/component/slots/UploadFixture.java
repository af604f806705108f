package im.sidestream.component.slots;

import im.sidestream.component.stanza.SendingStream;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotHeader;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.xmpp.component.Component;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;
import org.xmpp.packet.Packet;

/** An upload component on a stream that only remembers what was sent. */
final class UploadFixture extends SendingStream {

    static final Instant NOW = Instant.parse("2026-08-30T09:00:00Z");
    static final Slot SLOT = new Slot(
            new SlotId("kq7Zt0m1VYk4n2Jb9sQeXAabcde"),
            URI.create("https://up.example.org/u/k/a%20b.txt?t=x"),
            URI.create("https://up.example.org/f/k/a%20b.txt"),
            List.of(new SlotHeader("Authorization", "Bearer x")),
            NOW.plusSeconds(300),
            "delete-me");

    final List<Packet> sent = new ArrayList<>();
    final List<SlotRequest> asked = new ArrayList<>();
    final UploadComponent component;
    CompletableFuture<Slot> issued = CompletableFuture.completedFuture(SLOT);

    UploadFixture() {
        this(UploadProfile.forMessages("Files", "1.2.3", () -> 1000));
    }

    UploadFixture(UploadProfile profile) {
        component = new UploadComponent(this::issue, profile, () -> NOW);
        component.initialize(new JID("upload.example.org"), this);
    }

    private CompletableFuture<Slot> issue(SlotRequest request) {
        asked.add(request);
        return issued;
    }

    /** The answer to a request with this content, read anew from its text. */
    Element ask(String type, String to, String content) {
        return answer("type='" + type + "' from='alice@example.org/📱' to='" + to + "'>" + content);
    }

    /** The same, from somebody else. */
    Element askAs(String from, String content) {
        return answer("type='get' from='" + from + "' to='upload.example.org'>" + content);
    }

    private Element answer(String rest) {
        int before = sent.size();
        component.processPacket(new IQ(parse("<iq id='q1' " + rest + "</iq>"), true));
        if (sent.size() != before + 1) {
            throw new AssertionError("answered " + (sent.size() - before) + " times");
        }
        return parse(sent.get(before).toXML());
    }

    Element ask(String content) {
        return ask("get", "upload.example.org", content);
    }

    void tell(String message) {
        component.processPacket(new Message(parse(message), true));
    }

    @Override
    public void sendPacket(Component from, Packet packet) {
        sent.add(packet);
    }
}
