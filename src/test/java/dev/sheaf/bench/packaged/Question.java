package dev.sheaf.bench.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is asked of every row, whoever asks it. */
final class Question {
    static final int PACK = 20;
    static final String MODEL = "gpt-4o-mini";
    static final String INSTRUCTIONS = "Tell whether the comment on a film is positive, negative or neutral. Judge the"
            + " film alone, not the evening around it. Where the two differ, the last sentence counts.";

    /** JSON, which is YAML as well. */
    static final String DEFINITION = "{\"instructions\":\"" + INSTRUCTIONS
            + "\",\"labels\":[\"POSITIVE\",\"NEGATIVE\",\"NEUTRAL\"],\"model\":\"" + MODEL
            + "\",\"packing\":{\"maxItems\":" + PACK + "}}";

    private Question() {}

    static Path write(Path directory) throws IOException {
        return Files.writeString(directory.resolve("mood.yaml"), DEFINITION);
    }
}
