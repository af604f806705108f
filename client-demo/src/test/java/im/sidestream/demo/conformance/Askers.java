package im.sidestream.demo.conformance;

import im.sidestream.demo.OwnThread;
import im.sidestream.demo.message.XmlNode;
import java.net.SocketTimeoutException;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jivesoftware.smack.xml.XmlPullParserException;

/** Clients that ask for slots without a pause, some at a time, until they are told to end; each answer is waited for. */
final class Askers {
    private static final int AT_A_TIME = 8;

    private final AtomicInteger slots = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final List<String> silences = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private final Host host;
    private volatile boolean ending;

    Askers(Host host, String... users) {
        this.host = host;
        for (String user : users) {
            running.add(CompletableFuture.runAsync(() -> ask(user), OwnThread::start));
        }
    }

    private void ask(String user) {
        try {
            Set<String> open = new ConcurrentSkipListSet<>();
            for (int round = 0; !ending; round++) {
                open.clear();
                try (RawClient client = host.logIn(user)) {
                    while (!ending) {
                        burst(client, user + round + "-", open);
                        round++;
                    }
                } catch (SocketTimeoutException | XmlPullParserException e) {
                    // the parser tells a time-out in its own words
                    silences.add(LocalTime.now(ZoneOffset.UTC) + " " + open + " " + e.getMessage());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(user + " was not answered", e);
        }
    }

    private void burst(RawClient client, String prefix, Set<String> open) throws Exception {
        for (int i = 0; i < AT_A_TIME; i++) {
            open.add(prefix + i);
            client.send(
                    "<iq type='get' id='" + prefix + i + "' to='" + host.xmpp().uploadDomain() + "'><request xmlns='"
                            + Names.UPLOAD + "' filename='a.txt' size='1'/></iq>");
        }
        while (!open.isEmpty()) {
            XmlNode answer = client.next();
            if (open.remove(String.valueOf(answer.attribute("id")))) {
                ("result".equals(answer.attribute("type")) ? slots : errors).incrementAndGet();
            }
        }
    }

    int slots() {
        return slots.get();
    }

    int errors() {
        return errors.get();
    }

    /** For each time that a client waited in vain: until when, and for the answers to what. */
    List<String> silences() {
        return silences;
    }

    /** Returns when nothing is asked any more. */
    void end() {
        ending = true;
        running.forEach(CompletableFuture::join);
    }
}
