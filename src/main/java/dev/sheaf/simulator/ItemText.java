package dev.sheaf.simulator;

/** An item's text, read once. */
record ItemText(String text, long hash, Words words) {
    static ItemText of(String text) {
        return new ItemText(text, Seeds.of(text), Words.of(text));
    }

    /** The text's first words as they stand. */
    String first(int count) {
        String[] parts = text.strip().split("\\s+", count + 1);
        return String.join(" ", java.util.List.of(parts).subList(0, Math.min(count, parts.length)));
    }
}
