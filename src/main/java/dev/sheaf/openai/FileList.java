package dev.sheaf.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.model.BatchModel.RemoteFile;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A page of the provider's list of files.
 *
 * @param files those that carry the name in question
 * @param next after which the next page begins; absent: there is none
 */
record FileList(List<Dated> files, @Nullable String next) {

    /** @param at when it was made; the epoch where that was not said */
    record Dated(RemoteFile file, Instant at) {}

    /** Empty where it is no list. */
    static Optional<FileList> read(JsonNode said, String name, @Nullable String after) {
        if (!said.path("data").isArray()) {
            return Optional.empty();
        }
        List<Dated> named = all(said)
                .filter(file -> name.equals(BatchReader.text(file.path("filename"))))
                .map(FileList::dated)
                .flatMap(Optional::stream)
                .toList();
        return Optional.of(new FileList(named, next(said, after)));
    }

    /** What the provider tells of one file; empty where it is none. */
    static Optional<RemoteFile> file(JsonNode said) {
        String id = BatchReader.text(said.path("id"));
        String name = BatchReader.text(said.path("filename"));
        JsonNode bytes = said.path("bytes");
        return id == null
                ? Optional.empty()
                : Optional.of(new RemoteFile(
                        id,
                        name == null ? "" : name,
                        bytes.isIntegralNumber() ? Optional.of(bytes.longValue()) : Optional.empty()));
    }

    /** Of several pages, newest first. */
    static List<RemoteFile> newestFirst(List<Dated> files) {
        return files.stream()
                .sorted(Comparator.comparing(Dated::at).reversed())
                .map(Dated::file)
                .toList();
    }

    private static Optional<Dated> dated(JsonNode said) {
        Instant at = BatchReader.time(said.path("created_at"));
        return file(said).map(file -> new Dated(file, at == null ? Instant.EPOCH : at));
    }

    // a server that does not know "after" begins again and again
    private static @Nullable String next(JsonNode said, @Nullable String after) {
        List<String> ids = all(said)
                .map(file -> BatchReader.text(file.path("id")))
                .filter(Objects::nonNull)
                .toList();
        boolean last = !said.path("has_more").asBoolean() || ids.isEmpty() || (after != null && ids.contains(after));
        return last ? null : ids.get(ids.size() - 1);
    }

    private static Stream<JsonNode> all(JsonNode said) {
        return StreamSupport.stream(said.path("data").spliterator(), false);
    }
}
