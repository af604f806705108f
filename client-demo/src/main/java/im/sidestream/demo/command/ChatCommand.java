package im.sidestream.demo.command;

import im.sidestream.demo.message.MessageWriter;
import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.share.FileReceiver;
import im.sidestream.demo.share.FileSender;
import im.sidestream.demo.share.FileSender.Sent;
import im.sidestream.demo.share.Inbox;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.UploadSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.EntityJid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chat}: a conversation by lines, with files beside it. */
@Command(
        name = "chat",
        description = {
            "Sends each line that is typed, prints each that arrives.",
            "/send FILE shares a file while the chat goes on, /quit ends."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ChatCommand implements Callable<Integer> {

    private static final String SEND = "/send ";
    private static final String QUIT = "/quit";
    private static final int MAX_SLOTS = 3;

    private final Surroundings surroundings;
    private final AtomicInteger failures = new AtomicInteger();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--with", required = true, paramLabel = "JID", description = "whom to chat with")
    private String with = "";

    @Option(names = "--directory", paramLabel = "DIR", description = "fetch what the other shares into this directory")
    private @Nullable Path directory;

    ChatCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws WrongConfiguration, Failure, SessionException, IOException, InterruptedException {
        EntityJid other = ConnectionOptions.person("--with", with);
        Path target = directory;
        if (target != null) {
            ReceiveCommand.prepare(target);
        }
        try (Client client = Client.open(connection, surroundings)) {
            FileReceiver receiver = target == null ? null : client.receiver(target, Long.MAX_VALUE);
            Display display = new Display(surroundings.out(), surroundings.err(), kept -> {});
            try (Inbox inbox =
                    new Inbox(client.session(), receiver, jid -> jid.asBareJid().equals(other.asBareJid()), display)) {
                inbox.start();
                talk(client, new Chat(other, client.session().newId()));
                client.session().settle();
            }
        }
        if (failures.get() > 0) {
            throw new Failure(failures + " of the files were not sent");
        }
        return ExitCodes.OK;
    }

    private void talk(Client client, Chat chat) throws SessionException, IOException, InterruptedException {
        FileSender sender = client.sender(FileSender.Style.ONE_MESSAGE, MAX_SLOTS);
        ExecutorService files = Executors.newSingleThreadExecutor(task -> new Thread(task, "uploads"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !line.equals(QUIT); line = lines.readLine()) {
                if (line.startsWith(SEND)) {
                    Path file = Path.of(line.substring(SEND.length()).strip());
                    files.execute(() -> share(sender, chat, file));
                } else if (!line.isBlank()) {
                    client.session()
                            .send(MessageWriter.text(chat, client.session().newId(), line));
                }
            }
        } finally {
            // what was asked for is finished before the program ends
            files.shutdown();
        }
        files.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    private void share(FileSender sender, Chat chat, Path file) {
        try {
            Sent sent = sender.send(UploadSource.of(file), chat, null);
            surroundings
                    .err()
                    .println("shared " + file + ": " + sent.file().urls().get(0));
        } catch (TransferException | SessionException e) {
            failures.incrementAndGet();
            surroundings.err().println("not shared " + file + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
