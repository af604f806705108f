package im.sidestream.component.app;

import im.sidestream.app.Database;
import im.sidestream.app.LogSetup;
import im.sidestream.config.ConfigException;
import im.sidestream.config.HostPort;
import im.sidestream.config.Listen;
import im.sidestream.config.ServerConfig;
import im.sidestream.config.SocketFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;

/** Tries everything that the configuration names, changes nothing, and says what is wrong, a line for each thing. */
final class Check {
    private final Program program;
    private final Findings findings = new Findings();

    Check(Program program) {
        this.program = program;
    }

    int run(Arguments arguments) throws UsageException, ConfigException {
        arguments.requireNoOperand();
        ServerConfig config = program.config(arguments.config());
        // the streams tell their faults in the log too: here they are told once
        LogSetup.showFrom("off");
        String running = whatRuns(config);
        if (config.isComponent()) {
            config.domains().forEach(domain -> xmpp(domain, isConnected(domain, running)));
        } else {
            findings.note("no xmpp.domain: no slots are issued, only those of other servers are served");
        }
        StorageCheck.run(config, findings);
        database(config);
        CertificateCheck.run(config, Clock.systemUTC(), findings);
        config.domains().forEach(this::publicUrl);
        if (running.isEmpty()) {
            listen(config.http().listen());
            config.http().adminListen().ifPresent(listen -> port("http.admin-listen", listen));
        } else {
            findings.note("the service runs now");
        }
        return print();
    }

    private static boolean isConnected(ServerConfig domain, String running) {
        return Stream.of("xmpp", "xmpp " + domain.xmpp().domain())
                .anyMatch(part -> running.contains(part + ": connected\n") || running.contains(part + ": standby\n"));
    }

    private void database(ServerConfig config) {
        Optional<String> problem = config.storage().database().flatMap(Database::problem);
        problem.ifPresentOrElse(findings::problem, () -> Database.compare(config, findings::problem, findings::note));
    }

    /** A second handshake could throw the running service, or who is connected in its place, out of the stream, so it is asked what it is instead. */
    private void xmpp(ServerConfig config, boolean connected) {
        RunningCheck.Result result = connected
                ? new RunningCheck(config.xmpp())
                        .ask(config.http().adminListen().orElseThrow())
                : RunningCheck.Result.ANOTHER;
        switch (result) {
            case SAME -> findings.note("xmpp: the running service is connected with this domain and secret");
            case OTHER_SECRET ->
                findings.problem("xmpp.secret is not the one with which the running service is connected");
            case SILENT ->
                findings.problem(
                        "xmpp: the running service does not say which secret it uses: stop it, and check again");
            case ANOTHER -> new StreamCheck(config.xmpp()).run(findings);
        }
        if (!config.xmpp().tls() && !config.xmpp().isLocal()) {
            findings.note("xmpp.tls is off, and " + config.xmpp().host() + " is not this machine: whoever can listen"
                    + " on the way between reads the upload links");
        }
    }

    /** Returns what the running service says of itself, or nothing where none runs. */
    private static String whatRuns(ServerConfig config) {
        if (config.http().adminListen().isEmpty()) {
            return "";
        }
        try {
            return new AdminClient(config.http().adminListen().get()).ready().text();
        } catch (IOException e) {
            return "";
        }
    }

    private void listen(Listen listen) {
        if (listen instanceof HostPort port) {
            port("http.listen", port);
        } else if (listen instanceof SocketFile file
                && !Files.isWritable(file.path().getParent())) {
            findings.problem("http.listen: " + file.path().getParent() + " is missing or cannot be written to");
        }
    }

    private void port(String key, HostPort listen) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(listen.address());
        } catch (IOException | RuntimeException e) {
            findings.problem(key + ": " + listen + " cannot be opened: " + e.getMessage());
        }
    }

    private void publicUrl(ServerConfig config) {
        String host = config.http().publicUrl().getHost();
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            findings.problem("http.public-url: no address is known for " + host + ": no client will find it");
        }
    }

    private int print() {
        findings.notes().forEach(line -> program.out().println("note: " + line));
        findings.problems().forEach(line -> program.err().println("problem: " + line));
        if (!findings.problems().isEmpty()) {
            return Exit.FAILED;
        }
        program.out().println("all is well");
        return Exit.OK;
    }
}
