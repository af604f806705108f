package im.sidestream.component.slots;

import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.util.concurrent.CompletableFuture;

/** Where slots come from: {@code SlotIssuer::issue}. */
@FunctionalInterface
public interface SlotSource {

    /**
     * Issues a slot without blocking the caller.
     *
     * @return fails with {@link im.sidestream.slot.Refusal} for an expected "no"
     */
    CompletableFuture<Slot> issue(SlotRequest request);
}
