package im.sidestream.demo.e2e;

import im.sidestream.demo.command.Cli;
import im.sidestream.demo.command.Surroundings;
import im.sidestream.demo.stage.Account;
import im.sidestream.demo.stage.Certificates;
import im.sidestream.demo.stage.Federation;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.XmppServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that somebody typed on a stage: it runs beside the test, which may type on and read what it prints. */
final class Typed implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PipedOutputStream keys = new PipedOutputStream();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Thread thread;

    private Typed(Map<String, String> environment, List<String> words) throws IOException {
        Surroundings surroundings = new Surroundings(
                environment,
                new PipedInputStream(keys),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Clock.systemUTC());
        Cli cli = new Cli(surroundings, null);
        thread = new Thread(() -> ended.complete(cli.run(words.toArray(String[]::new))), "typed " + words.get(0));
    }

    static Typed by(Stage stage, String user, String... words) throws IOException {
        return by(stage.prosody(), stage.account(user), stage.certificates(), words);
    }

    static Typed by(Federation federation, String user, String... words) throws IOException {
        Account account = federation.account(user);
        return by(federation.of(account.domain()), account, federation.certificates(), words);
    }

    private static Typed by(XmppServer server, Account account, Certificates certificates, String... words)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--host", server.host()));
        all.addAll(List.of("--port", Integer.toString(server.ports().c2s())));
        all.addAll(List.of("--ca", certificates.ca().toString()));
        all.addAll(List.of("--service", server.uploadDomain()));
        Map<String, String> environment =
                Map.of("SIDESTREAM_JID", account.jid(), "SIDESTREAM_PASSWORD", account.password());
        Typed typed = new Typed(environment, all);
        typed.thread.start();
        return typed;
    }

    void type(String... lines) throws IOException {
        keys.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    int exitCode() throws Exception {
        return ended.get(60, TimeUnit.SECONDS);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Ends it; who comes after it at the same account is alone then. */
    @Override
    public void close() throws IOException {
        keys.close();
        thread.interrupt();
        try {
            thread.join(ENDS_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
