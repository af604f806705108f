package im.sidestream.component.app;

import im.sidestream.app.Domain;
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

    private final String domain;
    private final SupervisedComponents components;
    private final Tenure tenure;
    private final CommandServices commands;
    private final Speaking speaking;
    private final Duration drain;
    private final Optional<LeasedTenure> lease;

    /** What writes to people unasked. */
    private record Speaking(NoticeSchedule notices, DeliveryFace deliveries) {}

    private ComponentFace(
            String domain,
            SupervisedComponents components,
            Tenure tenure,
            Optional<LeasedTenure> lease,
            CommandServices commands,
            Speaking speaking,
            Duration drain) {
        this.domain = domain;
        this.components = components;
        this.tenure = tenure;
        this.lease = lease;
        this.commands = commands;
        this.speaking = speaking;
        this.drain = drain;
    }

    /** Begins to connect, and returns whether or not the server is there. */
    static ComponentFace start(Domain domain, UploadService service, Clock clock) throws StartException {
        ServerConfig server = domain.config();
        XmppConfig config = server.xmpp();
        StreamResources resources = StreamResources.ofSystem();
        Optional<LeasedTenure> lease = service.streamLeases().map(leases -> lease(leases, config.domain(), resources));
        Tenure tenure = lease.<Tenure>map(each -> each).orElse(Tenure.PERMANENT);
        SupervisedComponents components = new SupervisedComponents(settings(config), resources, SILENT, any -> tenure);
        components.setDefaultSecretKey(config.secret().value());
        SlotIssuer issuer = domain.issuer();
        UploadProfile profile =
                new UploadProfile(NAME, Program.version(), issuer::maxFileSize, issuer::purposes, List.of());
        String part = service.domains().size() == 1 ? "xmpp" : "xmpp " + config.domain();
        service.health().tell(part, () -> words(components, config.domain()));
        CommandServices commands = new CommandServices(server, domain::policy, clock);
        Residence residence = new Residence(components, config.domain(), tenure);
        DeliveryFace deliveries = DeliveryFace.of(
                domain, service, clock, residence.outlet(), commands.voice(residence::spelling), commands::isUser);
        FurtherServices further = commands.over(domain.ownUploads(), domain.administration(), clock, deliveries);
        try {
            UploadComponent component =
                    new UploadComponent(counted(issuer, service.metrics()), profile, clock, further);
            residence.settle(component);
            components.addComponent(config.name(), component);
            NoticeSchedule notices = NoticeSchedule.start(
                    commands, message -> components.send(component, message), () -> components.spelling(component));
            domain.tellEvictions(notices.evictions());
            lease.ifPresent(LeasedTenure::start);
            deliveries.start();
            return new ComponentFace(
                    config.domain(),
                    components,
                    tenure,
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
        fresh.find(domain).ifPresent(commands::reload);
    }

    /** Returns what tells how the stream fares. */
    StreamInstruments.Watched watched() {
        return new StreamInstruments.Watched(domain, components, tenure);
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

    /** Shows what requests may be refused for before the first one is. */
    static void showRefusals(Metrics metrics) {
        metrics.refusalReasons(Stream.concat(Stream.of(Reason.values()).map(Reason::name), Stream.of(FAILED))
                .toList());
    }

    private static SlotSource counted(SlotIssuer issuer, Metrics metrics) {
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
