package dev.sheaf.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the user typed, made plain for the parser. */
final class Arguments {
    private static final Set<String> OF_THE_ROOT = Set.of("-h", "--help", "-V", "--version");

    private Arguments() {}

    /**
     * Where no command is named it is {@code serve}, and {@code --simulator} without a value of its own gets one, so
     * that it does not take the word behind it.
     */
    static String[] plain(String[] typed, Set<String> commands) {
        List<String> plain = new ArrayList<>();
        List<String> words = List.of(typed);
        boolean asksRoot = words.stream().anyMatch(OF_THE_ROOT::contains);
        boolean optionsOnly =
                words.stream().findFirst().map(it -> it.startsWith("-")).orElse(true);
        if (optionsOnly && !asksRoot && words.stream().noneMatch(commands::contains)) {
            plain.add("serve");
        }
        for (int i = 0; i < words.size(); i++) {
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            boolean alone = words.get(i).equals("--simulator") && !next.matches("on|off|auto");
            plain.add(alone ? "--simulator=on" : words.get(i));
        }
        return plain.toArray(String[]::new);
    }
}
