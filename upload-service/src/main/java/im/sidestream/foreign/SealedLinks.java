package im.sidestream.foreign;

import im.sidestream.slot.MediaType;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Links with a seal in their query: versions 1 and 2 of Prosody's mod_http_upload_external, ejabberd's external secret,
 * Metronome's token. The seal covers what the PUT is, so that whoever sends another length gets the same answer as a
 * forger. It names no account and never ends.
 */
final class SealedLinks implements Vouching {
    private static final char NUL = '\0';

    private final ForeignIssuer issuer;
    private final Seal seal;

    SealedLinks(ForeignIssuer issuer) {
        this.issuer = issuer;
        this.seal = new Seal(issuer.secret());
    }

    @Override
    public ForeignSlot require(ForeignLink link, ForeignPut put, Instant now) throws Refusal {
        if (!seal.matches(message(link, put), put.parameter(issuer.protocol().parameter()))) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This upload link is not valid for this length and type.");
        }
        MediaType type = put.type() == null ? null : MediaType.parse(put.type()).orElse(null);
        SlotRequest request = new SlotRequest(
                issuer.service(), issuer.service(), link.name(), put.length(), type, Purpose.MESSAGE, null);
        return new ForeignSlot(link.id(), request, false, null);
    }

    private String message(ForeignLink link, ForeignPut put) {
        return issuer.protocol().signsType()
                ? link.path() + NUL + put.length() + NUL + put.signedType()
                : link.path() + " " + put.length();
    }

    @Override
    public boolean allowsDelete(ForeignLink link, @Nullable String query) {
        String token = ForeignPut.parameter(query, issuer.protocol().parameter());
        return issuer.deleteSecret()
                .map(secret -> seal.matches(link.path() + NUL + secret, token))
                .orElse(false);
    }
}
