package im.sidestream.component.command;

import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.Shown;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Evictions;
import im.sidestream.slot.Owner;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.Message;

/**
 * The bot's word to the owner of files that made room. Files that go within a few seconds of each other are told in one
 * message; one that finds no stream is sent again later, with what went meanwhile.
 */
public final class EvictionNotices implements Evictions {

    /** How long to wait for what else goes, and for a stream. */
    public static final Duration PAUSE = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(EvictionNotices.class);
    private static final int NAMED = 20;
    private static final int WAITING = 500;
    private static final int TRIES = 100;

    private final Rights rights;
    private final Correspondents correspondents;
    private final Outlet outlet;
    private final Map<String, Notice> waiting = new LinkedHashMap<>();

    /**
     * The way out.
     *
     * @param later runs what it is given after {@link #PAUSE}
     * @param sender sends a message; the future fails where there is no stream
     * @param domain the component's, as its server knows it
     */
    public record Outlet(Executor later, Function<Message, CompletableFuture<Void>> sender, Supplier<String> domain) {}

    /** Files of one owner; names only of the first ones. */
    private record Notice(List<Upload> named, long files, long bytes, int tries) {

        static Notice of(List<Upload> files) {
            long bytes = files.stream().mapToLong(file -> file.request().size()).sum();
            return new Notice(List.copyOf(files.subList(0, Math.min(NAMED, files.size()))), files.size(), bytes, 0);
        }

        Notice and(Notice other) {
            List<Upload> all = new ArrayList<>(named);
            all.addAll(other.named);
            return new Notice(
                    List.copyOf(all.subList(0, Math.min(NAMED, all.size()))),
                    files + other.files,
                    bytes + other.bytes,
                    Math.max(tries, other.tries));
        }

        Notice tried() {
            return new Notice(named, files, bytes, tries + 1);
        }
    }

    /** Writes from the bot's address. */
    public EvictionNotices(Rights rights, Correspondents correspondents, Outlet outlet) {
        this.rights = rights;
        this.correspondents = correspondents;
        this.outlet = outlet;
    }

    @Override
    public void evicted(Owner owner, List<Upload> files) {
        keep(owner.jid(), Notice.of(files));
    }

    /** Sends what waits now, because the stream is about to end. */
    public void flush() {
        List<String> all;
        synchronized (waiting) {
            all = List.copyOf(waiting.keySet());
        }
        all.forEach(this::tell);
    }

    private void keep(String to, Notice notice) {
        synchronized (waiting) {
            Notice old = waiting.get(to);
            if (old == null && waiting.size() >= WAITING) {
                log.warn("{} is not told of {} files that made room: too many others are", to, notice.files());
                return;
            }
            waiting.put(to, old == null ? notice : old.and(notice));
            if (old != null) {
                return;
            }
        }
        outlet.later().execute(() -> tell(to));
    }

    private void tell(String to) {
        Notice notice;
        synchronized (waiting) {
            notice = waiting.remove(to);
        }
        // whom the service does not listen to is not written to either, and who sends messages back wants none
        if (notice != null && rights.isUser(to) && correspondents.isReachable(to)) {
            send(to, notice);
        }
    }

    private void send(String to, Notice notice) {
        Phrases phrases = correspondents.phrases(to);
        String domain = outlet.domain().get();
        String bot = Bot.LOCAL_PART + "@" + domain;
        Message message = BotMessage.unasked(bot, spelled(to, domain), phrases, text(phrases, notice));
        CompletableFuture<Void> unused = sent(message).whenComplete((sent, failure) -> {
            if (failure != null && notice.tries() < TRIES) {
                keep(to, notice.tried());
            } else if (failure != null) {
                log.warn("{} could not be told of files that made room: {}", to, failure.getMessage());
            }
        });
    }

    /** A server that knows the component under A-labels knows its accounts under them, too. */
    private static String spelled(String to, String domain) {
        return BareJid.onTheWire(domain).equals(domain) ? BareJid.onTheWire(to) : to;
    }

    private CompletableFuture<Void> sent(Message message) {
        try {
            return outlet.sender().apply(message);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static String text(Phrases phrases, Notice notice) {
        List<String> lines = new ArrayList<>();
        lines.add(phrases.text("evicted", notice.files(), Shown.size(notice.bytes(), phrases)));
        for (Upload file : notice.named()) {
            SlotRequest request = file.request();
            lines.add(
                    phrases.text("file.label", Shown.cut(request.name().value()), Shown.size(request.size(), phrases)));
        }
        long more = notice.files() - notice.named().size();
        if (more > 0) {
            lines.add(phrases.text("evicted.more", more));
        }
        return String.join("\n", lines);
    }
}
