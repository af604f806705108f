package im.sidestream.delivery;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * How far a delivery to one receiver came. Whatever is reported twice, late or in another order changes nothing: a state
 * is left only for those that {@link #mayBecome} allows.
 */
public enum DeliveryState {
    /** Offered, or about to be; not answered. */
    PENDING,
    /** The receiver said yes; the file was not sent yet, and the answer may be taken back. */
    ACCEPTED,
    /** The receiver said no. */
    DECLINED,
    /** The time to answer ran out: silence is no. */
    NO_ANSWER,
    /** The receiver's server or account cannot be reached. */
    UNREACHABLE,
    /** The link, or the file itself, was handed to the receiver's server. */
    SENT,
    /** The receiver's client said that the message came (XEP-0184). */
    DELIVERED,
    /** All bytes of the file went to the receiver. */
    DOWNLOADED,
    /** The file's time ran out before it was fetched. */
    EXPIRED,
    /** The sender took it back before it was fetched. */
    WITHDRAWN,
    /** It could not be sent, or what was sent came back. */
    FAILED;

    /** Whether a delivery may go from this state to that one. */
    public boolean mayBecome(DeliveryState next) {
        return switch (this) {
            case PENDING ->
                EnumSet.of(ACCEPTED, DECLINED, NO_ANSWER, UNREACHABLE, EXPIRED, WITHDRAWN, FAILED)
                        .contains(next);
            case ACCEPTED ->
                EnumSet.of(DECLINED, SENT, DELIVERED, DOWNLOADED, EXPIRED, WITHDRAWN, FAILED)
                        .contains(next);
            case SENT ->
                EnumSet.of(DELIVERED, DOWNLOADED, EXPIRED, WITHDRAWN, FAILED).contains(next);
            case DELIVERED -> EnumSet.of(DOWNLOADED, EXPIRED, WITHDRAWN, FAILED).contains(next);
            case DECLINED, NO_ANSWER, UNREACHABLE, DOWNLOADED, EXPIRED, WITHDRAWN, FAILED -> false;
        };
    }

    /** Returns the states from which a delivery may come to this one. */
    public Set<DeliveryState> sources() {
        Set<DeliveryState> sources = EnumSet.noneOf(DeliveryState.class);
        for (DeliveryState state : values()) {
            if (state.mayBecome(this)) {
                sources.add(state);
            }
        }
        return sources;
    }

    /** Whether nothing can change any more. */
    public boolean isFinal() {
        return EnumSet.allOf(DeliveryState.class).stream().noneMatch(this::mayBecome);
    }

    /** Returns the state as stanzas, pages and reports spell it: {@code no-answer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
