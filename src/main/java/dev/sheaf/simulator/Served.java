package dev.sheaf.simulator;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A call that was answered, before anything of it is sent.
 *
 * @param struck the faults that the call carries
 * @param limits the rate headers
 * @param random for what is left to chance in a fault
 */
record Served(
        ChatCall call,
        Till.Sale sale,
        List<Completion> choices,
        Set<Fault> struck,
        Map<String, String> limits,
        SplittableRandom random) {}
