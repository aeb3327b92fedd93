package dev.sheaf.online;

import java.time.Duration;

/**
 * How much waits and how much is under way.
 *
 * @param queueItems items of one task that wait at most; a request that does not fit is refused whole
 * @param packsInFlight packs of one task that are under way at once; while all are, waiting items go on filling packs
 * @param retryAfter what a refused caller is told
 * @param idle how long a task's queue is kept after its last item
 */
public record OnlinePolicy(int queueItems, int packsInFlight, Duration retryAfter, Duration idle) {
    public OnlinePolicy {
        if (queueItems < 1 || packsInFlight < 1) {
            throw new IllegalArgumentException("a queue has to hold and send something");
        }
    }
}
