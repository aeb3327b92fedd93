package dev.sheaf.events;

import java.time.Duration;
import java.util.Optional;

/** When what could not be delivered is tried again: after some seconds, then hours, for a day. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(3);
    private static final int FACTOR = 4;
    /** From then on it is the longest. */
    private static final int STEPS = 7;

    private final Duration patience;

    /** @param patience after which it is given up */
    Backoff(Duration patience) {
        this.patience = patience;
    }

    /**
     * @param attempts that have failed, from 1
     * @param age since the event
     * @param chance from 0 to 1: half of the pause is left to it, so that what failed together does not come together
     * @return empty where it is given up
     */
    Optional<Duration> after(int attempts, Duration age, double chance) {
        if (age.compareTo(patience) >= 0) {
            return Optional.empty();
        }
        Duration pause = FIRST.multipliedBy((long) Math.pow(FACTOR, Math.min(attempts - 1, STEPS)));
        long most = Math.min(pause.toMillis(), LONGEST.toMillis());
        return Optional.of(Duration.ofMillis(Math.round(most * (0.5 + chance / 2))));
    }
}
