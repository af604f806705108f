package im.sidestream.demo.command;

import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.share.FileSender;
import im.sidestream.demo.share.FileSender.Sent;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.UploadSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jivesoftware.smack.packet.Message;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.EntityJid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: one file to one person. */
@Command(
        name = "send",
        description = "Uploads a file and, once it can be fetched, sends its link to a user.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SendCommand implements Callable<Integer> {

    private static final int DEFAULT_SLOTS = 3;

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "the file")
    private Path file = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "JID", description = "who gets it")
    private String to = "";

    @Option(names = "--text", paramLabel = "CAPTION", description = "text that goes before the link")
    private @Nullable String caption;

    @Option(names = "--thread", paramLabel = "ID", description = "thread of the conversation it belongs to")
    private @Nullable String thread;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "upload slots to try before giving up (default: ${DEFAULT-VALUE})")
    private int attempts = DEFAULT_SLOTS;

    @Option(names = "--two-steps", description = "announce the file before the upload, attach the link after it")
    private boolean twoSteps;

    SendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call()
            throws WrongConfiguration, Failure, SessionException, TransferException, InterruptedException {
        EntityJid receiver = ConnectionOptions.person("--to", to);
        if (attempts < 1) {
            throw new WrongConfiguration("--attempts must be at least 1");
        }
        UploadSource source = UploadSource.of(file);
        try (Client client = Client.open(connection, surroundings)) {
            Map<String, String> bounced = new ConcurrentHashMap<>();
            client.session().onMessage(message -> remember(message, bounced));
            FileSender sender =
                    client.sender(twoSteps ? FileSender.Style.TWO_STEPS : FileSender.Style.ONE_MESSAGE, attempts);
            Sent sent = sender.send(source, new Chat(receiver, thread), caption);
            client.session().settle();
            if (bounced.containsKey(sent.messageId())) {
                throw new Failure(
                        "the file is uploaded, but " + to + " did not get the link: " + bounced.get(sent.messageId()));
            }
            surroundings
                    .out()
                    .println("sent " + source.name() + " " + source.size() + " bytes sha256 "
                            + sent.uploaded().stored().digests().sha256Hex() + " "
                            + sent.file().urls().get(0));
            return ExitCodes.OK;
        }
    }

    private static void remember(Message message, Map<String, String> bounced) {
        if (message.getType() == Message.Type.error && message.getStanzaId() != null) {
            bounced.put(message.getStanzaId(), String.valueOf(message.getError().getCondition()));
        }
    }
}
