package im.sidestream.component.app;

import im.sidestream.app.Closing;
import im.sidestream.app.Domain;
import im.sidestream.app.LogSetup;
import im.sidestream.app.Role;
import im.sidestream.app.StartException;
import im.sidestream.app.UploadService;
import im.sidestream.config.ConfigException;
import im.sidestream.config.ServerConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the service until a signal ends it. */
final class Serve {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    private final Program program;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** What runs: the service, and its XMPP faces in a role that has them and where there is an XMPP server. */
    private record Running(UploadService service, List<ComponentFace> faces) {}

    Serve(Program program) {
        this.program = program;
    }

    int run(Arguments arguments) throws UsageException, ConfigException, StartException {
        arguments.requireNoOperand();
        Role role = role(arguments);
        CompletableFuture<Running> running = new CompletableFuture<>();
        listen(running, arguments.config());
        ServerConfig config = program.config(arguments.config());
        requireDatabase(role, config);
        requireDomain(role, config);
        Optional<String> unusable = role.servesHttp() ? CertificateCheck.unusable(config) : Optional.empty();
        if (unusable.isPresent()) {
            return program.fail(Exit.WRONG_USE, unusable.get());
        }
        LogSetup.showFrom(config.logLevel());
        Clock clock = Clock.systemUTC();

        try (Closing closing = new Closing()) {
            UploadService service =
                    closing.add("upload service", UploadService.start(config, role, clock, new SecureRandom()));
            List<ComponentFace> faces =
                    role.servesXmpp() && config.isComponent() ? faces(service, closing, clock) : List.of();
            closing.add("readiness", service::drain);
            service.health().started();
            running.complete(new Running(service, faces));
            LOG.info("sidestream {} started{}", Program.version(), role == Role.ALL ? "" : " as " + role.word());
            awaitStop();
            LOG.info(
                    "stopping; transfers that run have {} s",
                    config.stopTimeout().toSeconds());
        }
        LOG.info("stopped");
        return Exit.OK;
    }

    private static List<ComponentFace> faces(UploadService service, Closing closing, Clock clock)
            throws StartException {
        ComponentFace.showRefusals(service.metrics());
        List<ComponentFace> faces = new ArrayList<>();
        AutoCloseable all = () -> closeTogether(faces);
        closing.add("components", all);
        for (Domain domain : service.domains()) {
            faces.add(ComponentFace.start(domain, service, clock));
        }
        new StreamInstruments(faces.stream().map(ComponentFace::watched).toList()).showIn(service.metrics());
        return List.copyOf(faces);
    }

    /** Each waits for its server's last word: one after the other that could be longer than a stop may last. */
    private static void closeTogether(List<ComponentFace> faces) throws InterruptedException {
        List<Thread> threads = faces.stream()
                .map(face -> new Thread(() -> closeOne(face), "close-component"))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void closeOne(ComponentFace face) {
        try (Closing one = new Closing()) {
            one.add("component", face);
        }
    }

    /** Before anything else: a signal that comes during the start is obeyed when it is over. */
    private void listen(CompletableFuture<Running> running, @Nullable Path file) {
        Signals.on("TERM", this::stop);
        Signals.on("INT", this::stop);
        Signals.on("HUP", () -> {
            var unused = running.thenAccept(both -> reload(both, file));
        });
    }

    private static Role role(Arguments arguments) throws UsageException {
        return Role.named(arguments.role())
                .orElseThrow(() -> new UsageException("--role is all, component or upload, not " + arguments.role()));
    }

    private static void requireDatabase(Role role, ServerConfig config) throws UsageException {
        if (role != Role.ALL && config.storage().database().isEmpty()) {
            throw new UsageException(
                    "--role " + role.word() + " needs a PostgreSQL database that the other roles share:"
                            + " set catalog.url, or use --role all");
        }
    }

    /** Where only other servers' slots are served there is nothing that a component could be. */
    private static void requireDomain(Role role, ServerConfig config) throws UsageException {
        if (!role.servesHttp() && !config.isComponent()) {
            throw new UsageException("--role " + role.word() + " needs xmpp.domain and xmpp.secret");
        }
    }

    /** The first signal stops in good order, the second one at once. */
    private void stop() {
        if (stopping.getCount() == 0) {
            Runtime.getRuntime().halt(Exit.FAILED);
        }
        stopping.countDown();
    }

    private void reload(Running running, @Nullable Path file) {
        try {
            ServerConfig fresh = program.config(file);
            running.service().reload(fresh);
            running.faces().forEach(face -> face.reload(fresh));
        } catch (ConfigException e) {
            running.service().refuseReload(e);
        }
    }

    private void awaitStop() {
        try {
            stopping.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
