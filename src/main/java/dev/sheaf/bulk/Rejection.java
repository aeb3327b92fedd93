package dev.sheaf.bulk;

import dev.sheaf.model.RemoteBatch.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why a provider did not run a batch. The same file is never sent again, so of every kind something has to change.
 *
 * @param problems as the provider told them
 * @param requests of the part
 */
record Rejection(List<Problem> problems, int requests) {
    static final String OVERFLOW = "token_limit_exceeded";
    /** What is wrong with one line is wrong with all: they were made alike. */
    private static final Set<String> OF_ALL = Set.of("model_not_found", "model_mismatch", "url_mismatch", "empty_file");

    enum Kind {
        /** The provider's queue has no room for its tokens: later, and smaller. */
        OVERFLOW,
        /** Too many requests or bytes: smaller. */
        TOO_LARGE,
        /** A bill or a key: nothing goes on until somebody has seen to it. */
        FOR_PEOPLE,
        /** Some lines: without them. */
        LINES,
        /** All of it: in other packs, and then no more. */
        WHOLE,
        /** Nobody knows: in smaller packs. */
        UNSAID
    }

    Kind kind() {
        if (problems.isEmpty()) {
            return Kind.UNSAID;
        }
        if (anyCode("token_limit", "enqueued")) {
            return Kind.OVERFLOW;
        }
        if (anyCode("too_many_tasks", "too_large")) {
            return Kind.TOO_LARGE;
        }
        if (anyCode("quota", "billing")) {
            return Kind.FOR_PEOPLE;
        }
        boolean ofAll = problems.stream().anyMatch(problem -> OF_ALL.contains(problem.code()));
        return ofAll || lines().isEmpty() ? Kind.WHOLE : Kind.LINES;
    }

    private boolean anyCode(String... parts) {
        return problems.stream().anyMatch(problem -> Set.of(parts).stream().anyMatch(problem.code()::contains));
    }

    /** The first, which is what people are told. */
    Job.Failure reason() {
        return problems.isEmpty() ? new Job.Failure("batch_failed", "") : reason(problems.get(0));
    }

    /** Requests that are named, by their numbers. */
    Map<Integer, Job.Failure> lines() {
        Map<Integer, Job.Failure> lines = new TreeMap<>();
        for (Problem problem : problems) {
            Long line = problem.line();
            if (line != null && line >= 1 && line <= requests) {
                lines.put(line.intValue(), reason(problem));
            }
        }
        return lines;
    }

    private static Job.Failure reason(Problem problem) {
        String code = problem.code().isEmpty() ? "failed" : problem.code();
        return new Job.Failure("batch_" + code, problem.message());
    }
}
