package im.sidestream.component.command;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where a command stands (XEP-0050 §2.4). */
sealed interface Step {

    @Nullable
    Payload payload();

    @Nullable
    Note note();

    /** The same with another note. */
    Step with(Note note);

    /**
     * Waits for the requester.
     *
     * @param actions what may follow, besides going back
     * @param execute which of those is meant by "execute"
     * @param turn what happens then
     */
    record Question(Payload payload, @Nullable Note note, Set<Action> actions, Action execute, Turn turn)
            implements Step {

        public Question {
            actions = Set.copyOf(actions);
            if (!actions.contains(execute)) {
                throw new IllegalArgumentException("execute must be one of the actions (XEP-0050 §3.4)");
            }
        }

        /** The last form. */
        static Question last(Form form, Turn turn) {
            return new Question(form, null, EnumSet.of(Action.COMPLETE), Action.COMPLETE, turn);
        }

        /** A form that another one follows. */
        static Question followed(Form form, Turn turn) {
            return new Question(form, null, EnumSet.of(Action.NEXT), Action.NEXT, turn);
        }

        /**
         * What an action means here. Some clients have no other one than "complete", on whatever step: where more follows it
         * cannot be meant, and what follows asks again.
         */
        Action meant(Action action) {
            boolean onwards = action == Action.COMPLETE && !actions.contains(action);
            return action == Action.EXECUTE || onwards ? execute : action;
        }

        @Override
        public Question with(Note other) {
            return new Question(payload, other, actions, execute, turn);
        }
    }

    /** Nothing follows. */
    record End(@Nullable Payload payload, @Nullable Note note) implements Step {

        static End saying(String sentence) {
            return new End(null, new Note(false, sentence));
        }

        @Override
        public Step with(Note other) {
            return new End(payload, other);
        }
    }

    /**
     * A text beside the payload: all that some clients show. There is never more than one, because some show one alone.
     *
     * @param isError whether the command failed
     */
    record Note(boolean isError, String text) {}

    /** What follows a question. */
    @FunctionalInterface
    interface Turn {
        /**
         * Goes on without blocking.
         *
         * @param action one of those that the question offers
         * @return fails with a {@link im.sidestream.slot.Refusal} for an expected "no"
         * @throws InvalidAnswer if the question is to be asked again
         */
        CompletableFuture<Step> take(Action action, Submission submission) throws InvalidAnswer;
    }
}
