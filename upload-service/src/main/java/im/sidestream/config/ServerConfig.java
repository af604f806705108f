package im.sidestream.config;

import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.foreign.ForeignIssuer;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything an operator decides, checked.
 *
 * @param settings the texts that it was made from, to be compared with those of a reload
 * @param xmpp the XMPP server; where none is meant ({@link #isComponent}), only its domain says something: which service
 *     the administrator's commands are about
 * @param foreign servers whose slots are served
 * @param deliveries what one file to many is held to
 * @param auditRetention how long removals and administrators' changes are remembered
 * @param contacts URIs by what they are for, {@code abuse} and so on (XEP-0157)
 * @param warmUp whether a start is followed by some practice, so that the first users find compiled code
 * @param stopTimeout how long a stop waits for what is under way
 * @param logLevel {@code error}, {@code warn}, {@code info} or {@code debug}
 * @param further the same for each other domain that the process serves, with what they share
 */
public record ServerConfig(
        Settings settings,
        XmppConfig xmpp,
        List<ForeignIssuer> foreign,
        HttpConfig http,
        StorageConfig storage,
        SlotPolicy policy,
        DeliveryLimits deliveries,
        Duration auditRetention,
        Map<String, List<String>> contacts,
        boolean warmUp,
        Duration stopTimeout,
        String logLevel,
        List<ServerConfig> further) {

    private static final String CONTACT = "contact.";

    public ServerConfig {
        further = List.copyOf(further);
    }

    static ServerConfig of(Settings settings) throws ConfigException {
        return of(settings, List.of());
    }

    /** Reads what is said for several domains. */
    static ServerConfig of(List<Settings> domains) throws ConfigException {
        List<ServerConfig> further = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Settings settings : domains) {
            ServerConfig domain = of(settings);
            if (!names.add(domain.xmpp.domain())) {
                throw settings.require(Key.XMPP_DOMAIN).refused("another block of xmpp has the same domain");
            }
            further.add(domain);
        }
        requireOneTransport(further);
        return of(domains.get(0), further.subList(1, further.size()));
    }

    /** One port speaks TLS or does not. */
    private static void requireOneTransport(List<ServerConfig> domains) throws ConfigException {
        boolean encrypted =
                domains.stream().anyMatch(domain -> domain.http.tls().isPresent());
        for (ServerConfig domain : domains) {
            if (encrypted && domain.http.tls().isEmpty()) {
                throw domain.settings
                        .require(Key.XMPP_DOMAIN)
                        .refused(
                                "another block of xmpp has a certificate: this one needs one, too, or http.tls for all");
            }
        }
    }

    private static ServerConfig of(Settings settings, List<ServerConfig> further) throws ConfigException {
        List<ForeignIssuer> foreign = ForeignIssuers.of(settings);
        XmppConfig xmpp = isComponent(settings)
                ? XmppConfig.of(settings)
                : XmppConfig.none(settings, foreign.get(0).service());
        return new ServerConfig(
                settings,
                xmpp,
                foreign,
                HttpConfig.of(settings, xmpp.domain()),
                StorageConfig.of(settings),
                PolicySettings.of(settings, xmpp.domain()),
                DeliverySettings.of(settings),
                settings.duration(Key.AUDIT_RETENTION),
                contacts(settings),
                settings.flag(Key.WARM_UP),
                settings.duration(Key.STOP_TIMEOUT),
                level(settings.require(Key.LOG_LEVEL)),
                further);
    }

    /** Returns the keys that differ in {@code fresh}, for a domain that is in both, and that a running service does not take. */
    public List<Key> needingRestart(ServerConfig fresh) {
        return domains().stream()
                .flatMap(domain -> fresh.find(domain.xmpp.domain()).stream()
                        .flatMap(other -> domain.settings.needingRestart(other.settings).stream()))
                .distinct()
                .toList();
    }

    /** Returns the configuration of a domain, or empty where it is not served. */
    public Optional<ServerConfig> find(String domain) {
        return domains().stream()
                .filter(config -> config.xmpp.domain().equals(domain))
                .findFirst();
    }

    /** Returns how long files of all domains are kept. */
    public Retention retention() {
        if (further.isEmpty()) {
            return policy.retention();
        }
        Map<String, Retention> services = new TreeMap<>();
        domains().forEach(domain -> services.put(domain.xmpp.domain(), domain.policy.retention()));
        return policy.retention().with(services);
    }

    /** Returns the configurations of all domains that the process serves, this one first. */
    public List<ServerConfig> domains() {
        return Stream.concat(Stream.of(this), further.stream()).toList();
    }

    /** Returns the certificates of all domains, each once, the first one's first. */
    public List<TlsFiles> certificates() {
        return domains().stream()
                .flatMap(domain -> domain.http.tls().stream())
                .distinct()
                .toList();
    }

    /** Returns whether slots are issued over XMPP too: else those of other servers are served alone. */
    public boolean isComponent() {
        return isComponent(settings);
    }

    /** Returns what processes that share a catalog have to agree on. */
    public List<Agreed> agreed() {
        List<Agreed> agreed = new ArrayList<>();
        agreed.add(new Agreed(Agreed.STORE, storage.s3().map(S3Config::place).orElse("a directory"), false));
        agreed.add(new Agreed(Key.XMPP_DOMAIN.path(), xmpp.domain(), false));
        agreed.add(new Agreed(Key.HTTP_PUBLIC_URL.path(), http.publicUrl().toString(), false));
        settings.said(ServerConfig::isAgreed)
                .forEach((name, said) -> agreed.add(new Agreed(
                        name, String.join("\n", said.items()), said.key().isSecret())));
        further.forEach(domain -> domain.addOwn(agreed));
        return agreed;
    }

    /** Adds what is agreed on for one of several domains, by names of its own. */
    private void addOwn(List<Agreed> agreed) {
        String of = " of " + xmpp.domain();
        agreed.add(new Agreed(Key.HTTP_PUBLIC_URL.path() + of, http.publicUrl().toString(), false));
        settings.said(ServerConfig::isDomains)
                .forEach((name, said) -> agreed.add(new Agreed(name + of, String.join("\n", said.items()), false)));
    }

    private static boolean isAgreed(Key key) {
        return key == Key.HTTP_SIGNING_KEY || key == Key.AUDIT_RETENTION || key.isForeign() || isDomains(key);
    }

    private static boolean isDomains(Key key) {
        return key.path().startsWith("policy.") || key.path().startsWith("delivery.");
    }

    private static boolean isComponent(Settings settings) {
        return settings.foreign().isEmpty()
                || settings.find(Key.XMPP_DOMAIN).isPresent()
                || settings.find(Key.XMPP_SECRET).isPresent();
    }

    private static Map<String, List<String>> contacts(Settings settings) throws ConfigException {
        Map<String, List<String>> contacts = new LinkedHashMap<>();
        for (Key key : Key.values()) {
            if (key.path().startsWith(CONTACT)) {
                contacts.put(
                        key.path().substring(CONTACT.length()), settings.list(key, "[A-Za-z][A-Za-z0-9+.-]*:[!-~]+"));
            }
        }
        return Collections.unmodifiableMap(contacts);
    }

    private static String level(Setting setting) throws ConfigException {
        if (!setting.text().matches("error|warn|info|debug")) {
            throw setting.refused();
        }
        return setting.text();
    }

    /**
     * Returns this configuration with some limits as an administrator set them while the service runs.
     *
     * @param limits by key, each spelled as the environment would spell it
     * @throws ConfigException where a key is no limit, or a value is not accepted
     */
    public ServerConfig withLimits(Map<String, String> limits) throws ConfigException {
        List<Setting> given = new ArrayList<>();
        for (Map.Entry<String, String> limit : limits.entrySet()) {
            Key key = Key.named(limit.getKey())
                    .filter(Key::isLimit)
                    .orElseThrow(() -> new ConfigException(limit.getKey() + " cannot be changed while the service runs"
                            + Spelling.suggest(limit.getKey())
                                    .map(known -> " (did you mean " + known + "?)")
                                    .orElse("")));
            given.add(new Setting(key, key.items(limit.getValue()), "at run time"));
        }
        return of(settings.with(given));
    }

    /** Returns what holds for all keys that {@link #withLimits} takes, spelled as it takes them. */
    public Map<String, String> limits() {
        Map<String, String> limits = new TreeMap<>();
        Arrays.stream(Key.values()).filter(Key::isLimit).forEach(key -> limits.put(key.path(), holding(key)));
        return limits;
    }

    private String holding(Key key) {
        return settings.find(key).map(found -> String.join(", ", found.items())).orElseGet(() -> unsaid(key));
    }

    /** What holds where neither the configuration nor a fixed default says anything. */
    private String unsaid(Key key) {
        return switch (key) {
            case POLICY_ALLOW -> String.join(", ", policy.admission().allow().patterns());
            case POLICY_EPHEMERAL_MAX_FILE_SIZE, POLICY_PERMANENT_MAX_FILE_SIZE -> holding(Key.POLICY_MAX_FILE_SIZE);
            default -> throw new IllegalStateException(key.path() + " has no value");
        };
    }
}
