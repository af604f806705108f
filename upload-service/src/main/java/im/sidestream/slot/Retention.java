package im.sidestream.slot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long files are kept, counted from the moment they were stored: the one place that says when a row ends. It is asked
 * when a file is stored, when it is read and when the sweep runs, so a changed retention holds for files that are there
 * already.
 *
 * @param rules for some owners; the first one that includes an owner holds
 * @param byPurpose for everyone else; what is missing is kept for ever
 * @param services what holds for files of these services instead
 */
public record Retention(List<Rule> rules, Map<Purpose, Duration> byPurpose, Map<String, Retention> services) {
    /** Keeps everything. */
    public static final Retention FOREVER = new Retention(Map.of());

    public Retention {
        rules = List.copyOf(rules);
        byPurpose = copy(byPurpose);
        services = Map.copyOf(services);
    }

    /** The same for all services. */
    public Retention(List<Rule> rules, Map<Purpose, Duration> byPurpose) {
        this(rules, byPurpose, Map.of());
    }

    /** The same for everyone. */
    public Retention(Map<Purpose, Duration> byPurpose) {
        this(List.of(), byPurpose);
    }

    /** Returns the same, with others for the files of some services. */
    public Retention with(Map<String, Retention> others) {
        return new Retention(rules, byPurpose, others);
    }

    /** Returns the first moment at which the stored {@code upload} is unreachable, or empty if it has none. */
    public Optional<Instant> expiry(Upload upload) {
        Retention own = services.get(upload.request().service());
        if (own != null) {
            return own.expiry(upload);
        }
        if (upload.stored() == null) {
            return Optional.empty();
        }
        Duration kept = kept(upload.request());
        Instant byRetention = kept == null ? Instant.MAX : upload.stored().at().plus(kept);
        Instant byOwner = upload.choice().keptUntil().orElse(Instant.MIN);
        byRetention = byOwner.isAfter(byRetention) ? byOwner : byRetention;
        Instant byRequest = upload.request().expireBefore();
        Instant earlier = byRequest == null || byRetention.isBefore(byRequest) ? byRetention : byRequest;
        return earlier.equals(Instant.MAX) ? Optional.empty() : Optional.of(earlier);
    }

    private @Nullable Duration kept(SlotRequest request) {
        for (Rule rule : rules) {
            if (rule.members.include(request.owner())) {
                return rule.byPurpose.get(request.purpose());
            }
        }
        return byPurpose.get(request.purpose());
    }

    /** Returns a text that is the same for the same rules, at any time and in any process, and names nobody. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder();
        rules.forEach(rule -> describe(text.append(rule.members.patterns()), rule.byPurpose));
        describe(text.append('*'), byPurpose);
        new TreeMap<>(services)
                .forEach((service, own) -> text.append(service).append(' ').append(own.fingerprint()));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Sha256.of(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)))
                    .hex();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void describe(StringBuilder text, Map<Purpose, Duration> kept) {
        for (Purpose purpose : Purpose.values()) {
            text.append(' ').append(purpose).append('=').append(kept.get(purpose));
        }
        text.append('\n');
    }

    private static Map<Purpose, Duration> copy(Map<Purpose, Duration> byPurpose) {
        Map<Purpose, Duration> copy = new EnumMap<>(Purpose.class);
        copy.putAll(byPurpose);
        return Map.copyOf(copy);
    }

    /**
     * What holds for some owners.
     *
     * @param byPurpose what is missing is kept for ever
     */
    public record Rule(Accounts members, Map<Purpose, Duration> byPurpose) {
        public Rule {
            byPurpose = copy(byPurpose);
        }
    }
}
