package dev.sheaf.simulator;

import java.util.Map;
import java.util.Set;

/** Draws the faults of what concerns files and batches, each time anew for what happens again; counts them on the bill. */
final class Mishaps {
    private static final int REMEMBERED = 100_000;

    private final Controls controls;
    private final Till till;
    private final Recent<Long, Integer> seen = new Recent<>(REMEMBERED);

    Mishaps(Controls controls, Till till) {
        this.controls = controls;
        this.till = till;
    }

    private Set<Fault> draw(long what, Fault.Stage... stages) {
        int turn = seen.merge(what, 1, Integer::sum) - 1;
        return draw(what, turn, stages);
    }

    /** @param turn how often the same happened before */
    Set<Fault> draw(long what, long turn, Fault.Stage... stages) {
        Set<Fault> struck = drawUncounted(what, turn, stages);
        till.struck(struck);
        return struck;
    }

    /** For what is asked twice; see {@link #count}. */
    Set<Fault> drawUncounted(long what, long turn, Fault.Stage... stages) {
        SimulatorOptions now = controls.options();
        return now.faults().draw(Seeds.random(Seeds.mix(now.seed(), what, turn)), Fault.at(stages));
    }

    void count(Set<Fault> struck) {
        till.struck(struck);
    }

    /** Whether the reply to an upload never comes. */
    boolean swallows(StoredFile file) {
        return !draw(Seeds.mix(file.digest(), 11), Fault.Stage.UPLOAD).isEmpty();
    }

    /** Whether a download ends in the middle. */
    boolean breaksOff(String file) {
        return !draw(Seeds.mix(Seeds.of(file), 12), Fault.Stage.DOWNLOAD).isEmpty();
    }

    /** @throws ApiError where a question for batches fails this time */
    void poll(String what) {
        long asked = Seeds.mix(Seeds.of(what), 13);
        for (Fault fault : draw(asked, Fault.Stage.POLL)) {
            throw fault == Fault.BATCH_GET_429 ? tooMany() : broken(Seeds.below(3, Seeds.mix(asked, seen(asked))));
        }
    }

    private int seen(long what) {
        Integer turns = seen.get(what);
        return turns == null ? 0 : turns;
    }

    /** @param way 0 to 2 */
    static ApiError broken(int way) {
        int status = way == 0 ? 500 : way == 1 ? 502 : 503;
        return ApiError.of(
                status,
                "server_error",
                null,
                "The server had an error while processing your request. Sorry about that!");
    }

    private static ApiError tooMany() {
        String message = "Rate limit reached for requests. Please try again later.";
        Map<String, String> headers = Map.of("retry-after-ms", "50", "retry-after", "1");
        return new ApiError(429, "requests", "rate_limit_exceeded", null, message, headers);
    }
}
