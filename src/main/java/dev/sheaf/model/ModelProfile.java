package dev.sheaf.model;

import java.util.List;

/**
 * What is known of a model by its name, from the provider's public model pages. A name that is not in the table is taken
 * for a small modern model, so that budgets stay on the safe side.
 *
 * @param encoding how its tokens are counted
 * @param contextTokens input and output together
 * @param reasons whether it thinks before it answers: such models refuse {@code temperature}, and their output limit
 *     counts the thinking
 */
public record ModelProfile(Encoding encoding, int contextTokens, boolean reasons) {

    /** The two encodings of the provider's current models. */
    public enum Encoding {
        CL100K,
        O200K
    }

    private record Row(String prefix, ModelProfile profile) {}

    private static final ModelProfile UNKNOWN = new ModelProfile(Encoding.O200K, 32_000, false);

    /** The first prefix that fits counts: longer ones stand before shorter ones. */
    private static final List<Row> TABLE = List.of(
            row("gpt-4o", Encoding.O200K, 128_000, false),
            row("chatgpt-4o", Encoding.O200K, 128_000, false),
            row("gpt-4.1", Encoding.O200K, 1_047_576, false),
            row("gpt-4.5", Encoding.O200K, 128_000, false),
            row("gpt-4-turbo", Encoding.CL100K, 128_000, false),
            row("gpt-4-1106", Encoding.CL100K, 128_000, false),
            row("gpt-4-0125", Encoding.CL100K, 128_000, false),
            row("gpt-4-32k", Encoding.CL100K, 32_768, false),
            row("gpt-4", Encoding.CL100K, 8_192, false),
            row("gpt-3.5", Encoding.CL100K, 16_385, false),
            row("gpt-5-chat", Encoding.O200K, 128_000, false),
            row("gpt-5.1-chat", Encoding.O200K, 128_000, false),
            row("gpt-5", Encoding.O200K, 400_000, true),
            row("gpt-oss", Encoding.O200K, 131_072, true),
            row("o1-mini", Encoding.O200K, 128_000, true),
            row("o1-preview", Encoding.O200K, 128_000, true),
            row("o1", Encoding.O200K, 200_000, true),
            row("o3", Encoding.O200K, 200_000, true),
            row("o4", Encoding.O200K, 200_000, true));

    /** The profile of a model; a path before the name ({@code openai/gpt-4o}) and a fine-tune's {@code ft:} are passed over. */
    public static ModelProfile of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        String base = name.startsWith("ft:") ? name.substring(3) : name;
        return TABLE.stream()
                .filter(row -> base.startsWith(row.prefix))
                .map(Row::profile)
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static Row row(String prefix, Encoding encoding, int contextTokens, boolean reasons) {
        return new Row(prefix, new ModelProfile(encoding, contextTokens, reasons));
    }
}
