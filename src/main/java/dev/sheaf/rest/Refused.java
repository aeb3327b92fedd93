package dev.sheaf.rest;

import dev.sheaf.bulk.Job;
import dev.sheaf.task.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a problem. */
final class Refused extends RuntimeException {
    private final ProblemKind kind;
    private final List<Violation> violations;

    Refused(ProblemKind kind, @Nullable String detail, List<Violation> violations) {
        super(detail, null, false, false);
        this.kind = kind;
        this.violations = List.copyOf(violations);
    }

    static Refused invalid(List<Violation> violations) {
        return new Refused(ProblemKind.INVALID_REQUEST, null, violations);
    }

    static Refused unknownTask(String name) {
        return new Refused(ProblemKind.UNKNOWN_TASK, "There is no task \"" + name + "\".", List.of());
    }

    static Refused unknownJob(String id) {
        return new Refused(ProblemKind.UNKNOWN_JOB, "There is no job \"" + id + "\".", List.of());
    }

    static Refused ofBatch(Job job) {
        return new Refused(
                ProblemKind.NOT_FOUND,
                "The job \"" + job.id()
                        + "\" ran a batch's requests as they stand; their replies are the batch's files.",
                List.of());
    }

    static Refused wrongState(Job job, String what) {
        return new Refused(
                ProblemKind.WRONG_STATE,
                "The job is " + job.state().word() + " and cannot be " + what + ".",
                List.of());
    }

    Problem problem() {
        return Problem.of(kind, getMessage(), violations);
    }
}
