package dev.sheaf.pack;

import dev.sheaf.task.Answer;
import java.util.Optional;

/** What a reply holds for one slot: an answer, or trouble. */
public sealed interface Outcome {

    default Optional<Answer> answer() {
        return Optional.empty();
    }

    default Optional<Trouble> trouble() {
        return Optional.empty();
    }

    /** An answer of the task's shape. */
    record Answered(Answer given) implements Outcome {
        @Override
        public Optional<Answer> answer() {
            return Optional.of(given);
        }
    }

    /** No answer. */
    record Troubled(Trouble what) implements Outcome {
        @Override
        public Optional<Trouble> trouble() {
            return Optional.of(what);
        }
    }
}
