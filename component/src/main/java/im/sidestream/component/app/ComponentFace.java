package im.sidestream.component.app;

import im.sidestream.app.StartException;
import im.sidestream.app.UploadService;
import im.sidestream.component.slots.FurtherServices;
import im.sidestream.component.slots.SlotSource;
import im.sidestream.component.slots.UploadComponent;
import im.sidestream.component.slots.UploadProfile;
import im.sidestream.component.stanza.LeasedTenure;
import im.sidestream.component.stanza.StreamLimits;
import im.sidestream.component.stanza.StreamListener;
import im.sidestream.component.stanza.StreamResources;
import im.sidestream.component.stanza.StreamSettings;
import im.sidestream.component.stanza.StreamState;
import im.sidestream.component.stanza.StreamTimes;
import im.sidestream.component.stanza.SupervisedComponents;
import im.sidestream.component.stanza.Tenure;
import im.sidestream.config.ServerConfig;
import im.sidestream.config.XmppConfig;
import im.sidestream.observe.Metrics;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.StreamLeases;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.xmpp.component.ComponentException;

/** The XMPP face of one upload service: its stream, its component, and what both tell about themselves. */
final class ComponentFace implements AutoCloseable {
    private static final String NAME = "File upload";
    private static final String FAILED = "FAILED";
    private static final StreamListener SILENT = (domain, state) -> {};
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    private final SupervisedComponents components;
    private final CommandServices commands;
    private final Speaking speaking;
    private final Duration drain;
    private final Optional<LeasedTenure> lease;

    /** What writes to people unasked. */
    private record Speaking(NoticeSchedule notices, DeliveryFace deliveries) {}

    private ComponentFace(
            SupervisedComponents components,
            Optional<LeasedTenure> lease,
            CommandServices commands,
            Speaking speaking,
            Duration drain) {
        this.components = components;
        this.lease = lease;
        this.commands = commands;
        this.speaking = speaking;
        this.drain = drain;
    }

    /** Begins to connect, and returns whether or not the server is there. */
    static ComponentFace start(ServerConfig server, UploadService service, Clock clock) throws StartException {
        XmppConfig config = server.xmpp();
        StreamResources resources = StreamResources.ofSystem();
        Optional<LeasedTenure> lease = service.streamLeases().map(leases -> lease(leases, config.domain(), resources));
        Tenure tenure = lease.<Tenure>map(each -> each).orElse(Tenure.PERMANENT);
        SupervisedComponents components =
                new SupervisedComponents(settings(config), resources, SILENT, domain -> tenure);
        components.setDefaultSecretKey(config.secret().value());
        SlotIssuer issuer = service.issuer();
        UploadProfile profile =
                new UploadProfile(NAME, Program.version(), issuer::maxFileSize, issuer::purposes, List.of());
        service.health().tell("xmpp", () -> words(components, config.domain()));
        new StreamInstruments(components, config.domain()).showIn(service.metrics());
        service.metrics()
                .gauge(
                        "sidestream_stream_lease",
                        "Whether this process, and none that shares its database, may be connected.",
                        () -> tenure.isHeld() ? 1 : 0);
        CommandServices commands = new CommandServices(server, service::policy, clock);
        Residence residence = new Residence(components, config.domain(), tenure);
        DeliveryFace deliveries = DeliveryFace.of(
                server, service, clock, residence.outlet(), commands.voice(residence::spelling), commands::isUser);
        FurtherServices further = commands.over(service.ownUploads(), service.administration(), clock, deliveries);
        try {
            UploadComponent component =
                    new UploadComponent(counted(issuer, service.metrics()), profile, clock, further);
            residence.settle(component);
            components.addComponent(config.name(), component);
            NoticeSchedule notices = NoticeSchedule.start(
                    commands, message -> components.send(component, message), () -> components.spelling(component));
            service.tellEvictions(notices.evictions());
            lease.ifPresent(LeasedTenure::start);
            deliveries.start();
            return new ComponentFace(
                    components,
                    lease,
                    commands,
                    new Speaking(notices, deliveries),
                    shorter(LONGEST_ANSWER, server.stopTimeout()));
        } catch (ComponentException | RuntimeException e) {
            components.close();
            throw new StartException("the component " + config.domain() + " does not start: " + e.getMessage(), e);
        }
    }

    /** A holder's name tells an administrator who reads the row which process it is. */
    private static LeasedTenure lease(StreamLeases leases, String domain, StreamResources resources) {
        String host = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "");
        String holder = host + "/" + ProcessHandle.current().pid() + "/" + UUID.randomUUID();
        return new LeasedTenure(leases, domain, holder, LeasedTenure.Terms.STANDARD, resources.nanoTime());
    }

    /** Takes over who administers and whom users may turn to. */
    void reload(ServerConfig fresh) {
        commands.reload(fresh);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Returns how the stream to this server behaves. */
    static StreamSettings settings(XmppConfig config) {
        return new StreamSettings(
                config.host(),
                config.port(),
                config.tls(),
                StreamLimits.defaults().withStanzaBytes(config.maxStanzaSize()),
                StreamTimes.defaults().withPing(config.ping()));
    }

    private static SlotSource counted(SlotIssuer issuer, Metrics metrics) {
        metrics.refusalReasons(Stream.concat(Stream.of(Reason.values()).map(Reason::name), Stream.of(FAILED))
                .toList());
        return request -> issuer.issue(request).whenComplete((slot, failure) -> {
            if (failure == null) {
                metrics.slotIssued(request.size());
            } else {
                metrics.slotRefused(reason(failure));
            }
        });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Refusal refusal ? refusal.reason().name() : FAILED;
    }

    private static String words(SupervisedComponents components, String domain) {
        return components.state(domain).map(ComponentFace::words).orElse("closed");
    }

    private static String words(StreamState state) {
        String phase = state.phase().name().toLowerCase(Locale.ROOT);
        return state.fault() == null ? phase : phase + ", " + state.fault().explanation();
    }

    /** Takes no more requests, answers those that came, ends the stream in good order, and lets another process take over. */
    @Override
    public void close() {
        speaking.deliveries().close();
        speaking.notices().close();
        components.close(drain);
        lease.ifPresent(LeasedTenure::close);
    }
}
