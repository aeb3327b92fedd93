package dev.sheaf.gateway;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Names of requests, as the provider's look: half of one is the process's own, half counts. A random one for each costs a
 * twentieth of a request that is passed on.
 */
final class RequestIds implements Supplier<String> {
    private static final long ODD = 0x9e3779b97f4a7c15L;
    private static final HexFormat HEX = HexFormat.of();

    private final String process;
    private final AtomicLong made = new AtomicLong();

    /** @param process by chance, new at every start */
    RequestIds(long process) {
        this.process = HEX.toHexDigits(process);
    }

    /** Multiplied by an odd number no two counts become the same, and neighbours look different. */
    @Override
    public String get() {
        return process + HEX.toHexDigits(made.incrementAndGet() * ODD);
    }
}
