package im.sidestream.demo.command;

import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.share.DeliveryWatch;
import im.sidestream.demo.share.FileDistributor;
import im.sidestream.demo.share.FileSender;
import im.sidestream.demo.share.Uploaded;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.UploadSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code distribute}: one file to many, each asked first. */
@Command(
        name = "distribute",
        description = {
            "Uploads a file once and has the service offer it to many.",
            "Only those who say yes get it, each by a link of their own."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DistributeCommand implements Callable<Integer> {

    private static final int MAX_SLOTS = 3;

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "the file")
    private Path file = Path.of("");

    @Mixin
    private final ReceiverOptions receivers = new ReceiverOptions();

    @Option(names = "--note", paramLabel = "TEXT", description = "words to the receivers")
    private @Nullable String note;

    @Option(
            names = "--answer-by",
            paramLabel = "TIME",
            description = "until when they may answer: 2026-09-01T12:00:00Z, or from now 90s, 30m, 2h, 3d"
                    + " (default: the service's)")
    private @Nullable String answerBy;

    @Option(
            names = "--without-asking",
            description = "send it at once, if the service lets you; receivers who refuse such files do not get it")
    private boolean withoutAsking;

    @Option(names = "--report", description = "stay and print the reports, until nothing can change any more")
    private boolean report;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "stay for at most so long (default: for ever)")
    private int timeout = Integer.MAX_VALUE;

    DistributeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call()
            throws WrongConfiguration, Failure, SessionException, TransferException, InterruptedException {
        receivers.check();
        @Nullable Instant deadline = answerBy == null ? null : Deadline.parse(answerBy, surroundings.clock());
        UploadSource source = UploadSource.of(file);
        @Nullable UploadSource many = receivers.file() == null ? null : UploadSource.of(receivers.file());
        try (Client client = Client.open(connection, surroundings)) {
            FileSender sender = client.sender(FileSender.Style.ONE_MESSAGE, MAX_SLOTS);
            Jid service = sender.service().jid();
            DeliveryWatch watch = new DeliveryWatch(service, this::print);
            if (report) {
                client.session().onMessage(watch::accept);
                client.session().available();
            }
            String link = link(sender.upload(source));
            @Nullable String named = many == null ? null : link(sender.upload(many));
            FileDistributor.Begun begun = new FileDistributor(client.session(), service)
                    .order(new FileDistributor.Order(link, receivers(named), note, deadline, !withoutAsking));
            print(begun.text());
            return report ? await(begun, watch) : ExitCodes.OK;
        }
    }

    private FileDistributor.Receivers receivers(@Nullable String named) {
        return new FileDistributor.Receivers(receivers.to(), receivers.lists(), receivers.room(), named);
    }

    private void print(String text) {
        text.lines().forEach(line -> surroundings.out().println(Display.safe(line)));
    }

    private static String link(Uploaded uploaded) {
        return uploaded.slot().get().toString();
    }

    private int await(FileDistributor.Begun begun, DeliveryWatch watch) throws Failure, InterruptedException {
        String delivery = begun.delivery();
        if (delivery == null) {
            throw new Failure("the service does not say which reports are on this delivery");
        }
        watch.follow(delivery, begun.asked());
        if (!watch.await(Duration.ofSeconds(timeout))) {
            throw new Failure("not over within " + timeout + " s: " + words(watch.summary()));
        }
        Map<String, Long> summary = watch.summary();
        surroundings.out().println("ended: " + words(summary));
        long lost = summary.getOrDefault("unreachable", 0L) + summary.getOrDefault("failed", 0L);
        if (lost > 0) {
            throw new Failure(lost + " of the receivers could not be reached");
        }
        return ExitCodes.OK;
    }

    private static String words(Map<String, Long> summary) {
        return summary.entrySet().stream()
                .map(each -> each.getValue() + " " + Display.safe(each.getKey()))
                .collect(Collectors.joining(", "));
    }
}
