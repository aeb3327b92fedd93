package dev.sheaf.bench;

import java.util.ArrayList;
import java.util.List;

/** Comments such as people write, of about 100 characters. */
public final class Comments {
    private static final List<String> OPINIONS = List.of(
            "The first hour drags, but the last twenty minutes were worth the ticket and the late bus home.",
            "I walked out after the second car chase; nobody in this film talks like a person I ever met.",
            "Lovely photography, a score that stays with you, and an ending that we argued about all evening.",
            "It was fine. My kids laughed twice, I looked at my watch twice, and the popcorn was too salty.");
    private static final List<String> CALLERS =
            List.of("Seen on Monday.", "Second time round.", "With my sister.", "At home.", "On the big screen.");

    public static final List<String> ALL = all();

    private Comments() {}

    private static List<String> all() {
        var all = new ArrayList<String>();
        for (String opinion : OPINIONS) {
            for (String caller : CALLERS) {
                all.add(caller + " " + opinion);
            }
        }
        return List.copyOf(all);
    }
}
