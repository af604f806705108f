package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Removal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Uploads, claims and terms that tests are made of. */
public final class Fixtures {
    public static final String SERVICE = "upload.north.example";
    public static final String JULIET = "juliet@north.example";
    public static final String ROMEO = "romeo@north.example";
    public static final Duration LIFETIME = Duration.ofMinutes(5);
    public static final Duration LEASE = Duration.ofSeconds(30);
    public static final Duration RETRY = Duration.ofMinutes(10);
    public static final ClaimTerms TERMS = new ClaimTerms("2026030112", LEASE, RETRY);
    public static final Sha256 DIGEST = new Sha256("ab".repeat(32));

    public static final Removal BY_OWNER = new Removal(AuditRecord.Action.OWNER, JULIET);

    private static final SecureRandom RANDOM = new SecureRandom();

    private Fixtures() {}

    public static SlotId anyId() {
        return SlotId.random(RANDOM);
    }

    /** A slot for a message's picture, with five minutes to begin. */
    public static Upload issued(String owner, long size, Instant now) {
        return issued(request(owner, size, Purpose.MESSAGE, null), now);
    }

    public static Upload issued(SlotRequest request, Instant now) {
        return Upload.issued(anyId(), request, now.plus(LIFETIME));
    }

    public static SlotRequest request(String owner, long size, Purpose purpose, @Nullable Instant end) {
        return new SlotRequest(
                SERVICE, owner, new FileName("Blüte 🌼.jpeg"), size, new MediaType("image/jpeg"), purpose, end);
    }

    public static Upload reserve(Catalog catalog, String owner, long size, Instant now) {
        return reserve(catalog, issued(owner, size, now));
    }

    public static Upload reserve(Catalog catalog, Upload upload) {
        return catalog.reserve(upload, Allowance.NONE).join().upload();
    }

    /** A file of any purpose, stored. */
    public static Upload store(Catalog catalog, Upload issued) {
        return catalog.commit(claim(catalog, reserve(catalog, issued).id()), DIGEST)
                .join();
    }

    public static Claim claim(Catalog catalog, SlotId id) {
        return catalog.claim(id, TERMS).join();
    }

    public static Upload store(Catalog catalog, String owner, long size, Instant now) {
        Upload upload = reserve(catalog, owner, size, now);
        return catalog.commit(claim(catalog, upload.id()), DIGEST).join();
    }
}
