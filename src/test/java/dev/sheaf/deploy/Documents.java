package dev.sheaf.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What stands under {@code deploy/}, as those read it who apply it: aliases and merges resolved, nothing twice. */
final class Documents {
    static final Path ROOT = Path.of("deploy");
    /** Not a manifest: where kustomize finds images. */
    private static final String CONFIGURATION = "images.yaml";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Documents() {}

    /** @param name for the reader of a failed test */
    record Document(String name, Path file, JsonNode content) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Path> files(String pattern) {
        return files(ROOT, pattern);
    }

    static Stream<Path> files(Path root, String pattern) {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> Files.isRegularFile(file)
                            && file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that is handed to a cluster. */
    static List<Document> manifests() {
        Stream<Path> kubernetes = files(".*\\.yaml")
                .filter(file -> file.startsWith(ROOT.resolve("kubernetes")) && !file.endsWith(CONFIGURATION));
        Stream<Path> alerts = Stream.of(ROOT.resolve("observability/alerts.yaml"));
        return Stream.concat(kubernetes, alerts)
                .flatMap(file -> of(file).stream())
                .toList();
    }

    static List<Document> of(Path file) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Document> documents = new ArrayList<>();
        for (Object content : new Yaml(new SafeConstructor(strict)).loadAll(text(file))) {
            documents.add(new Document(ROOT.relativize(file).toString(), file, JSON.valueToTree(content)));
        }
        return documents;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the pattern's first group holds, wherever it is found. */
    static Set<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(one -> one.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
