package dev.sheaf.online;

import dev.sheaf.ask.Settled;

/** The caller's end: hears of each of its items exactly once, in no particular order, from any thread. */
interface Receiver {
    void settled(Settled settled);

    /** All items have settled. */
    void done();
}
