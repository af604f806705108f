package im.sidestream.component.command;

import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.slot.BareJid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.Packet;

/**
 * What stanzas tell of their senders, for messages that nobody asked for: the language, and whether messages come back.
 * It only listens. Bounded in memory: who has been silent longest is forgotten first.
 */
public final class Correspondents implements Face {

    static final Duration SILENCE = Duration.ofHours(1);
    private static final int REMEMBERED = 4_000;
    /** Of addresses; a longer one is nobody who reads. */
    private static final int LONGEST = 512;

    private final InstantSource clock;
    private final PhraseBook book = Texts.book();
    private final Map<String, Phrases> languages = new LinkedHashMap<>();
    private final Map<String, Instant> unreachable = new LinkedHashMap<>();

    /** Knows nobody yet. */
    public Correspondents(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized boolean take(Packet packet, Consumer<Packet> answers) {
        Element stanza = packet.getElement();
        String sender = BareJid.ofSender(String.valueOf(stanza.attributeValue("from")));
        boolean failed = stanza.attributeValue("type", "").equals("error");
        if (StanzaAddress.localPart(stanza).equals(Bot.LOCAL_PART)
                && !stanza.getName().equals("iq")) {
            // only who turns to the bot itself wants to hear of it again: an upload is no such sign
            unreachable.remove(sender);
            if (failed) {
                keep(unreachable, sender, clock.instant().plus(SILENCE));
            }
        }
        String language = failed ? null : language(stanza);
        if (language != null) {
            keep(languages, sender, book.in(language));
        }
        return false;
    }

    private static @Nullable String language(Element stanza) {
        String own = PhraseBook.language(stanza);
        return own != null
                ? own
                : stanza.elements().stream()
                        .map(PhraseBook::language)
                        .filter(language -> language != null)
                        .findFirst()
                        .orElse(null);
    }

    private static <V> void keep(Map<String, V> map, String sender, V value) {
        if (sender.length() > LONGEST) {
            return;
        }
        map.remove(sender);
        map.put(sender, value);
        if (map.size() > REMEMBERED) {
            map.remove(map.keySet().iterator().next());
        }
    }

    /** Texts in the language that somebody used last, English if none is known. */
    synchronized Phrases phrases(String bareJid) {
        Phrases known = languages.get(bareJid);
        return known == null ? book.in((String) null) : known;
    }

    /** The language that somebody used last, null if none is known. */
    public synchronized @Nullable String language(String bareJid) {
        Phrases known = languages.get(bareJid);
        return known == null ? null : known.language();
    }

    /** Whether no message to somebody came back lately. */
    synchronized boolean isReachable(String bareJid) {
        Instant until = unreachable.get(bareJid);
        return until == null || !clock.instant().isBefore(until);
    }
}
