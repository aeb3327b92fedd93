package dev.sheaf.cli;

import java.util.Map;

/** The names of keys' limits, as they are typed and as the API has them. */
final class KeyLimits {
    private static final Map<String, String> MEMBERS = Map.of(
            "requests-per-minute", "requestsPerMinute", "items-per-day", "itemsPerDay", "usd-per-day", "usdPerDay");

    private KeyLimits() {}

    static String member(String name) {
        String member = MEMBERS.get(name);
        if (member == null) {
            throw CommandFailure.refused(
                    "There is no limit \"" + name + "\": take requests-per-minute, items-per-day or usd-per-day.");
        }
        return member;
    }
}
