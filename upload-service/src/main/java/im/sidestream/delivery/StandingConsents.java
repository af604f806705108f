package im.sidestream.delivery;

import im.sidestream.slot.Owner;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What receivers decided for good: whose offers they take without being asked, and whose they never want to see. */
public interface StandingConsents {
    /** Stands for every sender. */
    String EVERYBODY = "*";

    /** So many senders a receiver may decide on for good, besides everybody. */
    int MOST = 1_000;

    /** What a receiver decided about a sender. */
    enum Ruling {
        /** Send it without asking. */
        ALLOW,
        /** Neither send nor ask. */
        BLOCK
    }

    /**
     * Remembers a decision, instead of what was remembered for that sender.
     *
     * <p>Refused: {@link im.sidestream.slot.Reason#QUOTA_EXCEEDED} for more than {@link #MOST} senders
     *
     * @param sender bare JID or {@link #EVERYBODY}; a sender's own ruling goes before that
     * @param ruling null to forget it
     */
    CompletableFuture<Void> rule(Owner receiver, String sender, @Nullable Ruling ruling);

    /** Returns what a receiver decided, by sender. */
    CompletableFuture<Map<String, Ruling>> of(Owner receiver);
}
