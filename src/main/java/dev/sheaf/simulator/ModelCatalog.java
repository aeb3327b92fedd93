package dev.sheaf.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The models that the simulator knows: the provider's usual names, each with a date too, {@code sim-…}, and further ones. */
final class ModelCatalog {
    /**
     * @param context input and output tokens together
     * @param output the most that {@code max_completion_tokens} may ask for
     * @param reasoning whether it refuses {@code temperature} and {@code max_tokens}
     */
    record Model(int context, int output, boolean reasoning) {}

    private static final Pattern DATE = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");
    private static final Pattern SIMULATED = Pattern.compile("sim-[A-Za-z0-9._-]{1,60}");
    private static final Model PLAIN = new Model(128_000, 16_384, false);
    private static final Model LONG = new Model(1_047_576, 32_768, false);
    private static final Model REASONING = new Model(200_000, 100_000, true);
    private static final Model LATEST = new Model(400_000, 128_000, true);

    private final Map<String, Model> models = new TreeMap<>();

    ModelCatalog(Set<String> further) {
        add(PLAIN, "gpt-4o", "gpt-4o-mini", "gpt-5-chat-latest", "chatgpt-4o-latest");
        add(new Model(128_000, 4_096, false), "gpt-4-turbo");
        add(new Model(16_385, 4_096, false), "gpt-3.5-turbo");
        add(new Model(8_192, 8_192, false), "gpt-4");
        add(LONG, "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano");
        add(REASONING, "o1", "o1-pro", "o3", "o3-mini", "o3-pro", "o4-mini");
        add(LATEST, "gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5-pro", "gpt-5.1", "gpt-5.2");
        add(PLAIN, "sim-small", "sim-large");
        further.forEach(name -> models.putIfAbsent(name, PLAIN));
    }

    private void add(Model model, String... names) {
        List.of(names).forEach(name -> models.put(name, model));
    }

    Optional<Model> find(String name) {
        Model known = models.get(name);
        if (known == null && name.length() < 100) {
            known = SIMULATED.matcher(name).matches()
                    ? PLAIN
                    : models.get(DATE.matcher(name).replaceFirst(""));
        }
        return Optional.ofNullable(known);
    }

    Set<String> names() {
        return new TreeSet<>(models.keySet());
    }

    static ApiError unknown(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return new ApiError(
                404,
                "invalid_request_error",
                "model_not_found",
                null,
                "The model `" + shown + "` does not exist or you do not have access to it.",
                Map.of());
    }
}
