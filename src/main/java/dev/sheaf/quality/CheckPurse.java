package dev.sheaf.quality;

import java.time.LocalDate;

/** What the checks of a version may cost on this replica: a part of what its own calls cost, and so much a day in all. */
final class CheckPurse {
    private final GuardPolicy policy;
    private long earned;
    private long spent;
    private long reserved;

    CheckPurse(GuardPolicy policy) {
        this.policy = policy;
    }

    /** The task's own calls took so many tokens. */
    synchronized void earn(long tokens) {
        earned += tokens;
    }

    /** @param known what all replicas are known to have spent */
    synchronized boolean reserve(long tokens, CheckSpend known, LocalDate today) {
        boolean fits = spent + reserved + tokens <= policy.spend() * earned
                && known.on(today) + reserved + tokens <= policy.tokensADay();
        if (fits) {
            reserved += tokens;
        }
        return fits;
    }

    /** A check is over, at whatever cost. */
    synchronized void pay(long reservedBefore, long tokens) {
        reserved -= reservedBefore;
        spent += tokens;
    }
}
