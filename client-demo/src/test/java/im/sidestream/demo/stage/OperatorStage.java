package im.sidestream.demo.stage;

import im.sidestream.demo.stage.Certificates.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A machine whose operator writes the configurations: Prosody or ejabberd, nginx, and our server, each with the text that a test
 * gives it. The servers of one test are stopped before those of the next are started; ports, certificates and accounts stay.
 */
public final class OperatorStage implements AutoCloseable {
    private static final String DOMAIN = "localhost";
    private static final Duration COMPONENT_WITHIN = Duration.ofSeconds(30);
    private static final Duration NGINX_WITHIN = Duration.ofSeconds(10);

    /** Around what goes into {@code http} of nginx. */
    private static final String NGINX = """
            user root;
            worker_processes 1;
            daemon off;
            pid %1$s/nginx.pid;
            events { worker_connections 256; }
            http {
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                %2$s
            }
            """;

    private final StageDirectory directory;
    private final Ports ports;
    private final Issued certificate;
    private final Certificates certificates;
    private final Account account;
    private final XmppServer.Listening listening;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final Thread atExit;
    private int started;

    private OperatorStage(StageSettings settings, StageDirectory directory, RandomGenerator random) {
        this.directory = directory;
        ports = new Ports(settings.ports(), random);
        certificates = Certificates.create(directory.path().resolve("certificates"));
        certificate = certificates.issue("machine", DOMAIN, "upload." + DOMAIN);
        account = new Account("alice", DOMAIN, Stage.secret(random));
        listening = new XmppServer.Listening(ports.next(), ports.next(), ports.next());
        atExit = new Thread(directory::delete, "operator-stage-exit");
    }

    /** Makes everything that no configuration says; nothing runs yet. */
    public static OperatorStage open() {
        StageSettings settings = StageSettings.defaults();
        StageDirectory directory = StageDirectory.create(settings.parent());
        OperatorStage stage = directory.whole(() -> new OperatorStage(settings, directory, new SecureRandom()));
        Runtime.getRuntime().addShutdownHook(stage.atExit);
        return stage;
    }

    /** Where the XMPP server listens. */
    public XmppServer.Listening listening() {
        return listening;
    }

    private XmppServer.Listening listening(boolean components) {
        return components ? listening : new XmppServer.Listening(listening.c2s(), listening.c2sTls(), 0);
    }

    /** Who uploads; the XMPP domain is {@code localhost}. */
    public Account account() {
        return account;
    }

    /** The only certificate, for {@code localhost} and what is below it. */
    public Issued certificate() {
        return certificate;
    }

    /** The authority that it comes from. */
    public Path ca() {
        return certificates.ca();
    }

    /** The stage's own directory, removed when it is closed. */
    public Path directory() {
        return directory.path();
    }

    /** A free port. */
    public int port() {
        return ports.next();
    }

    /** What a guide says about Prosody: above all hosts, in place of the section of the users' host, and at the file's end. */
    public record ProsodyText(String above, String host, String end) {}

    /** Starts Prosody with these texts. */
    public ProsodyServer prosody(ProsodyText text) {
        ProsodyServer prosody =
                new ProsodyServer(DOMAIN, "", listening(text.end().contains("component_secret")), directory);
        prosody.configure(List.of(account), certificate, List.of());
        Map<String, String> values = values("prosody");
        values.put("above", text.above());
        values.put("host", text.host());
        values.put("end", text.end());
        write("prosody/prosody.cfg.lua", filled("operator.cfg.lua", values));
        stops.push(prosody::stop);
        prosody.start();
        return prosody;
    }

    /** Starts ejabberd; what it is given begins with the keys {@code listen:} and {@code modules:}. */
    public EjabberdServer ejabberd(String listen, String modules) {
        String name = "ejabberd" + started++;
        EjabberdServer ejabberd =
                new EjabberdServer(DOMAIN, "", listening(listen.contains("ejabberd_service")), directory, name);
        ejabberd.configure(List.of(account), certificate, EjabberdServer.Additions.modules(List.of()));
        Map<String, String> values = values(name);
        values.put("listen", listen);
        values.put("modules", modules);
        write(name + "/ejabberd.yml", filled("operator.yml", values));
        stops.push(ejabberd::stop);
        ejabberd.start();
        return ejabberd;
    }

    private Map<String, String> values(String program) {
        return new HashMap<>(Map.of(
                "directory", directory.path().resolve(program).toString(),
                "domain", DOMAIN,
                "certificate", certificate.chain().toString(),
                "key", certificate.key().toString(),
                "c2sPort", Integer.toString(listening.c2s()),
                "c2sTlsPort", Integer.toString(listening.c2sTls())));
    }

    /**
     * Starts our server, and waits until it is ready.
     *
     * @param files {@code sidestream.conf}, and what it names beside itself
     * @param environment what that leaves at its default, and cannot be that on a machine with other servers
     */
    public SidestreamServer service(Map<String, String> files, Map<String, String> environment) {
        String name = "sidestream" + started++;
        int admin = ports.next();
        List<String> command = new ArrayList<>(List.of("env"));
        environment.forEach((key, value) -> command.add(key + "=" + value));
        command.add("SIDESTREAM_HTTP_ADMIN_LISTEN=127.0.0.1:" + admin);
        command.add(
                "SIDESTREAM_STORAGE_DIRECTORY=" + directory.path().resolve(name).resolve("store"));
        command.add("SIDESTREAM_WARM_UP=false");
        command.addAll(StageSettings.defaults().serverCommand());
        SidestreamServer server = new SidestreamServer(command, 0, admin, directory, name);
        files.forEach((file, text) -> write(name + "/" + file, text));
        stops.push(server::stop);
        server.start();
        return server;
    }

    /** Waits until a component has been let in. */
    public void awaitComponent(ProsodyServer prosody) {
        prosody.awaitComponentLogins(1, COMPONENT_WITHIN);
    }

    /** Starts nginx with these directives inside of {@code http}; they listen at {@code port}. */
    public void nginx(String directives, int port) {
        Path own = directory.path().resolve("nginx");
        write("nginx/nginx.conf", NGINX.formatted(own, directives));
        List<String> command = List.of(
                "/usr/sbin/nginx",
                "-p",
                own.toString(),
                "-c",
                own.resolve("nginx.conf").toString(),
                "-e",
                "stderr");
        ChildProcess nginx = ChildProcess.start(
                new ChildProcess.Command("nginx", command, Map.of(), own, own.resolve("output")), directory);
        stops.push(() -> nginx.stop(NGINX_WITHIN));
        nginx.await("opening its port", NGINX_WITHIN, () -> isOpen(port));
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Writes a file below the stage's directory. */
    public Path write(String name, String text) {
        Path file = directory.path().resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new StageException("cannot write " + file, e);
        }
    }

    private static String filled(String template, Map<String, String> values) {
        try {
            return ConfigTemplate.filled(template, values);
        } catch (IOException e) {
            throw new StageException("cannot read " + template, e);
        }
    }

    /** Stops what runs, the last one first. */
    public void stop() {
        while (!stops.isEmpty()) {
            stops.pop().run();
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        try {
            stop();
        } finally {
            directory.delete();
        }
    }
}
