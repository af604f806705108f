package im.sidestream.demo.command;

import im.sidestream.demo.message.FileOffer.Decision;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.share.FileReceiver;
import im.sidestream.demo.share.Inbox;
import im.sidestream.demo.share.OfferDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.BareJid;
import org.jxmpp.jid.Jid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code receive}: waits for files. */
@Command(
        name = "receive",
        description =
                "Waits for shared files, fetches them, and compares their digests. Prints the chat that comes with them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ReceiveCommand implements Callable<Integer> {

    private static final String DEFAULT_LIMIT = "10737418240";

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--directory", paramLabel = "DIR", description = "where files go (default: here)")
    private Path directory = Path.of(".");

    @Option(names = "--count", paramLabel = "N", description = "end after so many files (default: never)")
    private int count;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "end after so long (default: never)")
    private long timeout;

    @Option(
            names = "--from",
            paramLabel = "JID",
            description = "only from this user; may be repeated (default: anyone)")
    private List<String> from = new ArrayList<>();

    @Option(
            names = "--max-size",
            paramLabel = "BYTES",
            defaultValue = DEFAULT_LIMIT,
            description = "largest file to fetch (default: ${DEFAULT-VALUE})")
    private long maxSize;

    @Option(
            names = "--offers",
            paramLabel = "ANSWER",
            description = "answer offers of files: accept, decline, or ask here (default: only show them)")
    private @Nullable OfferAnswer offers;

    @Option(
            names = "--in-band",
            description = "have the files of accepted offers sent in the XMPP stream, and announce no HTTP")
    private boolean inBand;

    enum OfferAnswer {
        accept,
        decline,
        ask
    }

    ReceiveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws WrongConfiguration, Failure, SessionException, InterruptedException {
        Predicate<Jid> senders = senders();
        if (count < 0 || timeout < 0 || maxSize < 0) {
            throw new WrongConfiguration("--count, --timeout and --max-size must not be negative");
        }
        if (inBand && offers == null) {
            throw new WrongConfiguration("--in-band goes with --offers: nothing else is sent in the stream");
        }
        prepare(directory);
        BlockingQueue<Boolean> done = new LinkedBlockingQueue<>();
        try (Client client = Client.open(connection, surroundings)) {
            FileReceiver receiver = client.receiver(directory, maxSize);
            Display display = new Display(surroundings.out(), surroundings.err(), done::add);
            try (OfferDesk desk = new OfferDesk(client.session(), decider(), inBand);
                    Inbox inbox = new Inbox(client.session(), receiver, senders, display)) {
                if (offers != null) {
                    inbox.answerOffersAt(desk);
                }
                inbox.start();
                surroundings
                        .err()
                        .println("waiting for files as " + client.session().jid());
                return await(done);
            }
        }
    }

    private OfferDesk.Decider decider() {
        OfferAnswer answer = offers;
        if (answer == OfferAnswer.ask) {
            return new OfferQuestion(surroundings);
        }
        return (from, offer) -> answer == OfferAnswer.accept ? Decision.ACCEPT : Decision.DECLINE;
    }

    static void prepare(Path directory) throws WrongConfiguration {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new WrongConfiguration("cannot make the directory " + directory + ": " + e, e);
        }
        if (!Files.isWritable(directory)) {
            throw new WrongConfiguration("cannot write into the directory " + directory);
        }
    }

    private Predicate<Jid> senders() throws WrongConfiguration {
        List<BareJid> allowed = new ArrayList<>();
        for (String text : from) {
            allowed.add(ConnectionOptions.person("--from", text).asBareJid());
        }
        return allowed.isEmpty() ? any -> true : jid -> allowed.contains(jid.asBareJid());
    }

    private int await(BlockingQueue<Boolean> done) throws Failure, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
        int failures = 0;
        for (int n = 0; count == 0 || n < count; n++) {
            @Nullable
            Boolean kept = timeout == 0 ? done.take() : done.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (kept == null) {
                if (count > 0) {
                    throw new Failure(n + " of " + count + " files came within " + timeout + " s");
                }
                break;
            }
            failures += kept ? 0 : 1;
        }
        if (failures > 0) {
            throw new Failure(failures + (failures == 1 ? " file is" : " files are") + " not here");
        }
        return ExitCodes.OK;
    }
}
