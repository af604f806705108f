package im.sidestream.slot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the tokens in upload links: {@code keyId.deadline.size.purpose.type.mac}, with numbers in base 36, the
 * type in base64url and an HMAC-SHA-256 over all of it and the slot id. A good token is a filter, not a right: the row
 * decides. Thread-safe.
 */
public final class TokenSigner {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int FIELDS = 6;
    private static final int FORM_FIELDS = 3;
    private static final int RADIX = 36;

    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);

    private final Supplier<List<SigningKey>> source;
    private final InstantSource clock;
    private final AtomicReference<Instant> nextReading = new AtomicReference<>(Instant.MIN);
    private volatile Keys keys;

    /**
     * Signs with the first key of each use and checks with all of them.
     *
     * @throws IllegalArgumentException where a use has no key
     */
    public TokenSigner(List<SigningKey> keys) {
        this(() -> keys, InstantSource.system());
    }

    /**
     * Does the same with keys that may change: they are read again when a token names an unknown one, at most once per
     * second, so that made-up names cost nothing.
     *
     * @param source yields all keys, newest first; may block, and may fail after the first time
     * @throws IllegalArgumentException where a use has no key
     */
    public TokenSigner(Supplier<List<SigningKey>> source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.keys = Keys.of(source.get());
    }

    private @Nullable Mac known(Function<Keys, Map<String, Mac>> use, String keyId) {
        Mac key = use.apply(keys).get(keyId);
        if (key == null && isReadingDue()) {
            readAgain();
            key = use.apply(keys).get(keyId);
        }
        return key;
    }

    /** Lets one caller through, and nobody else for a while. */
    private boolean isReadingDue() {
        Instant now = clock.instant();
        Instant due = nextReading.get();
        return !now.isBefore(due) && nextReading.compareAndSet(due, now.plus(BETWEEN_READINGS));
    }

    /** Reads the keys again now, because there are new ones: from here on the newest sign. */
    public void readAgain() {
        try {
            keys = Keys.of(source.get());
        } catch (RuntimeException e) {
            // whoever keeps the keys reports his own troubles; until they are over, the known keys serve on
            return;
        }
    }

    private record Keys(Map<String, Mac> slot, Map<String, Mac> delete) {
        static Keys of(List<SigningKey> all) {
            Keys keys = new Keys(new LinkedHashMap<>(), new LinkedHashMap<>());
            for (SigningKey key : all) {
                (key.use() == SigningKey.Use.SLOT ? keys.slot : keys.delete).put(key.id(), mac(key));
            }
            if (keys.slot.isEmpty() || keys.delete.isEmpty()) {
                throw new IllegalArgumentException("a signing key is missing");
            }
            return keys;
        }
    }

    /** Returns the token that lets its holder PUT what it describes. */
    public String sign(SlotToken token) {
        String type = token.type() == null ? "" : token.type().value();
        Map.Entry<String, Mac> newest = keys.slot.entrySet().iterator().next();
        String fields = String.join(
                ".",
                newest.getKey(),
                Long.toString(token.deadline().getEpochSecond(), RADIX),
                Long.toString(token.size(), RADIX),
                token.purpose().elementName(),
                encode(type.getBytes(StandardCharsets.US_ASCII)));
        return fields + "." + seal(newest.getValue(), token.id(), fields);
    }

    /**
     * Returns what {@code text} allows for this slot.
     *
     * @throws Refusal {@link Reason#TOKEN_INVALID} for anything that this service did not sign for this slot
     */
    public SlotToken verify(SlotId id, String text) throws Refusal {
        String[] fields = text.split("\\.", FIELDS);
        int end = text.lastIndexOf('.');
        Mac key = known(Keys::slot, fields[0]);
        if (fields.length != FIELDS || key == null || !sealed(key, id, text.substring(0, end), fields[FIELDS - 1])) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This upload link is not valid.");
        }
        return parse(id, fields);
    }

    /** Returns the token that lets its holder delete the file. */
    public String signDelete(SlotId id) {
        Map.Entry<String, Mac> newest = keys.delete.entrySet().iterator().next();
        return newest.getKey() + "." + seal(newest.getValue(), id, newest.getKey());
    }

    /** Returns whether {@code text} allows to delete the file. */
    public boolean verifiesDelete(SlotId id, String text) {
        int dot = text.indexOf('.');
        Mac key = dot < 0 ? null : known(Keys::delete, text.substring(0, dot));
        return key != null && sealed(key, id, text.substring(0, dot), text.substring(dot + 1));
    }

    /**
     * Returns what proves that a form comes from a page of ours: {@code keyId.time.mac}. What is signed has more parts than any
     * token of a file, so that neither can pass for the other.
     *
     * @param subject what the page is about
     * @param reader what the browser that gets the page is told apart by; without dots
     * @param now when the page is made
     */
    public String signForm(SlotId subject, String reader, Instant now) {
        Map.Entry<String, Mac> newest = keys.delete.entrySet().iterator().next();
        String time = Long.toString(now.getEpochSecond(), RADIX);
        return newest.getKey() + "." + time + "." + seal(newest.getValue(), subject, form(reader, time));
    }

    /** Returns whether {@code text} is what {@link #signForm} gave that reader, not before {@code earliest}. */
    public boolean verifiesForm(SlotId subject, String reader, String text, Instant earliest) {
        String[] fields = text.split("\\.", -1);
        Mac key = fields.length == FORM_FIELDS ? known(Keys::delete, fields[0]) : null;
        return key != null
                && sealed(key, subject, form(reader, fields[1]), fields[2])
                && Long.parseLong(fields[1], RADIX) >= earliest.getEpochSecond();
    }

    private static String form(String reader, String time) {
        return "form." + reader + "." + time;
    }

    private static SlotToken parse(SlotId id, String[] fields) throws Refusal {
        try {
            String type = new String(Base64.getUrlDecoder().decode(fields[4]), StandardCharsets.US_ASCII);
            return new SlotToken(
                    id,
                    Long.parseLong(fields[2], RADIX),
                    type.isEmpty() ? null : new MediaType(type),
                    Purpose.ofElementName(fields[3]).orElseThrow(IllegalArgumentException::new),
                    Instant.ofEpochSecond(Long.parseLong(fields[1], RADIX)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This upload link is of another version.");
        }
    }

    private static boolean sealed(Mac key, SlotId id, String fields, String seal) {
        byte[] expected = seal(key, id, fields).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.UTF_8));
    }

    private static String seal(@Nullable Mac key, SlotId id, String fields) {
        try {
            Mac mac = (Mac) Optional.ofNullable(key).orElseThrow().clone();
            return encode(mac.doFinal((id.value() + "." + fields).getBytes(StandardCharsets.US_ASCII)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " cannot be cloned", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Mac mac(SigningKey key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.bytes(), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("signing key " + key.id() + " is unusable", e);
        }
    }
}
