package im.sidestream.component.command;

import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.ReceiverLists;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Receivers as senders name them: addresses, {@code list:team} and {@code list:owner@example.org/team}, {@code room:address},
 * and {@code file:link} for an upload with an address on each line.
 */
final class ReceiverSources {

    static final String LIST = "list:";
    static final String ROOM = "room:";
    static final String FILE = "file:";

    /** What a catalog gives at once. */
    private static final int PAGE = 500;
    /** Beyond what anybody may send to. */
    private static final int MOST = 100_000;

    /** In one order: each is asked several times, wherever it is. */
    private static final int ROOMS = 5;

    private final DistributionPorts ports;

    ReceiverSources(DistributionPorts ports) {
        this.ports = ports;
    }

    /** Finds them all; refused where a list, a room or a file is not there for this sender. */
    CompletableFuture<List<String>> find(Requester by, List<String> named) {
        if (named.stream().filter(name -> kind(name).equals(ROOM)).count() > ROOMS) {
            return refuse(Reason.QUOTA_EXCEEDED, by.text("receivers.rooms", ROOMS));
        }
        return next(by, named.iterator(), new ArrayList<>());
    }

    private CompletableFuture<List<String>> next(Requester by, Iterator<String> rest, List<String> found) {
        if (found.size() > MOST) {
            return refuse(Reason.QUOTA_EXCEEDED, by.text("receivers.many"));
        }
        if (!rest.hasNext()) {
            return CompletableFuture.completedFuture(found);
        }
        return source(by, rest.next()).thenCompose(more -> {
            found.addAll(more);
            return next(by, rest, found);
        });
    }

    private static String kind(String name) {
        return name.substring(0, name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    private CompletableFuture<List<String>> source(Requester by, String name) {
        String kind = kind(name);
        String rest = name.substring(kind.length());
        return switch (kind) {
            case LIST -> list(by, listName(by, rest), null, new ArrayList<>());
            case ROOM -> room(by, rest);
            case FILE -> file(by, rest);
            default -> CompletableFuture.completedFuture(List.of(name));
        };
    }

    /** A list of one's own, or that of another user who lends it. */
    static ReceiverLists.ListName listName(Requester by, String text) {
        int slash = text.indexOf('/');
        Optional<String> owner = slash < 0 ? Optional.empty() : BareJid.parse(text.substring(0, slash));
        return owner.isEmpty()
                ? new ReceiverLists.ListName(by.bare(), text)
                : new ReceiverLists.ListName(owner.get(), text.substring(slash + 1));
    }

    private CompletableFuture<List<String>> list(
            Requester by, ReceiverLists.ListName list, @Nullable String after, List<String> found) {
        return ports.lists().members(list, by.owner(), after, PAGE).thenCompose((Page<String> page) -> {
            found.addAll(page.items());
            return page.next() == null ? CompletableFuture.completedFuture(found) : list(by, list, page.next(), found);
        });
    }

    /** Only who is a member himself may write to the others through us. */
    private CompletableFuture<List<String>> room(Requester by, String text) {
        Optional<String> room = BareJid.parse(text);
        if (room.isEmpty()) {
            return refuse(Reason.INVALID_REQUEST, by.text("receivers.room", Shown.cut(text)));
        }
        return ports.rooms()
                .of(room.get())
                .thenCompose(members -> members.contains(by.bare())
                        ? CompletableFuture.completedFuture(members)
                        : refuse(Reason.NOT_ALLOWED, by.text("receivers.room", Shown.cut(text))));
    }

    private CompletableFuture<List<String>> file(Requester by, String text) {
        Optional<SlotId> id = TypedText.id(text, Memory.NOTHING);
        if (id.isEmpty()) {
            return refuse(Reason.INVALID_REQUEST, by.text("which"));
        }
        return ports.texts()
                .read(by.owner(), id.get())
                .thenApply(content -> content.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .limit(MOST)
                        .toList());
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message).about("said"));
    }
}
