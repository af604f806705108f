package im.sidestream.component.command;

import im.sidestream.slot.SlotId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation refers to.
 *
 * @param shown the files that numbers mean
 * @param firstNumber what the first of them was numbered
 * @param more reads on in the list that was shown last
 * @param pending what waits for a "yes"
 */
record Memory(
        List<SlotId> shown,
        int firstNumber,
        @Nullable Supplier<CompletableFuture<Answer>> more,
        @Nullable Supplier<CompletableFuture<String>> pending) {

    static final Memory NOTHING = new Memory(List.of(), 1, null, null);

    /** What waits for a "yes", with the list as it was. */
    Memory asking(Supplier<CompletableFuture<String>> action) {
        return new Memory(shown, firstNumber, more, action);
    }

    /** The same, with nothing that waits for a "yes". */
    Memory unasked() {
        return new Memory(shown, firstNumber, more, null);
    }

    /** The file that a number means, null for none. */
    @Nullable
    SlotId numbered(int number) {
        int index = number - firstNumber;
        return index < 0 || index >= shown.size() ? null : shown.get(index);
    }

    /**
     * What is said, and what the conversation refers to from then on.
     *
     * @param memory null to keep what there was
     */
    record Answer(String text, @Nullable Memory memory) {

        static Answer of(String text) {
            return new Answer(text, null);
        }
    }
}
