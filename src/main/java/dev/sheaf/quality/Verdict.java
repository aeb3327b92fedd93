package dev.sheaf.quality;

import java.util.Locale;

/** What an audit says of a size. */
public enum Verdict {
    /** Even at the lower end of what the figures allow, the task's bound is held. */
    HOLDS,
    /** Even at the upper end it is not. */
    FAILS,
    /** Too few items to tell. */
    UNDECIDED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Verdict of(Interval corrected, double bound) {
        if (corrected.low() >= bound) {
            return HOLDS;
        }
        return corrected.high() < bound ? FAILS : UNDECIDED;
    }
}
