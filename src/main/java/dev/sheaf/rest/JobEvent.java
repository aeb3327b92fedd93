package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Order;
import dev.sheaf.events.Callbacks;
import dev.sheaf.events.CloudEvent;
import dev.sheaf.rows.Json;
import dev.sheaf.task.Members;
import dev.sheaf.task.SoundText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A job that an event asks for.
 *
 * @param items as JSON lines; absent where the rows lie elsewhere
 * @param address where they lie; absent where they came along
 */
record JobEvent(
        String task,
        Order order,
        @Nullable String items,
        @Nullable URI address) {
    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_ADDRESS = 10_000;
    private static final int MOST_ITEMS = 100_000;

    /** @throws Refused with everything that is wrong */
    static JobEvent read(CloudEvent event, String tenant, Callbacks callbacks) {
        return new Reader(event, callbacks).read(tenant);
    }

    /** The same event of the same tenant is the same order, however often it comes. */
    private static String key(CloudEvent event) {
        try {
            byte[] name = (event.source() + "\n" + event.id()).getBytes(StandardCharsets.UTF_8);
            return "event-"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** The order for a file that is written so. */
    Order order(String format) {
        JobFile asked = order.file();
        return new Order(
                order.tenant(),
                order.key(),
                order.lane(),
                JobFile.asked(format, asked.text(), asked.id(), null),
                order.deadline(),
                order.knownAnswers(),
                order.cap(),
                order.callback());
    }

    private static final class Reader {
        private final CloudEvent event;
        private final Callbacks callbacks;
        private final Members data;
        private final Members source;

        Reader(CloudEvent event, Callbacks callbacks) {
            this.event = event;
            this.callbacks = callbacks;
            this.data = Members.of("data", event.data(), new ArrayList<>());
            this.source = data.within("source");
        }

        JobEvent read(String tenant) {
            String task = data.words("task", LONGEST_NAME).orElse("");
            if (!data.has("task")) {
                data.wrong("task", "is required");
            }
            Duration deadline = JobParameters.duration(
                    "data.deadline", data.text("deadline", 40).orElse(null), data.violations());
            URI callback = callbacks.read(
                    "data.callback", data.text("callback", LONGEST_ADDRESS).orElse(null), data.violations());
            URI address = callbacks.readSource(
                    "data.source.url", source.text("url", LONGEST_ADDRESS).orElse(null), data.violations());
            JsonNode items = items();
            JobFile file = JobFile.asked(JobFile.NDJSON, column("text"), id(items), null);
            Order order = new Order(tenant, key(event), lane(), file, deadline, null, null, callback);
            source.refuseOthers();
            data.refuseOthers();
            SoundText.violations(event.data()).forEach(wrong -> data.wrong(wrong.field(), wrong.message()));
            if (!data.violations().isEmpty()) {
                throw Refused.invalid(data.violations());
            }
            return new JobEvent(task, order, items.isMissingNode() ? null : lines(items), address);
        }

        private Lane lane() {
            return data.text("lane", LONGEST_NAME)
                    .map(word -> Lane.of(word).orElseGet(() -> {
                        data.wrong("lane", "must be auto, batch or online");
                        return Lane.AUTO;
                    }))
                    .orElse(Lane.AUTO);
        }

        /** Missing where there are none. */
        private JsonNode items() {
            boolean there = source.has("items");
            if (there == source.has("url")) {
                source.wrong("items", "give either items or url");
            }
            source.each("items", MOST_ITEMS, (at, item) -> Members.of(at, item, data.violations()));
            return there ? event.data().path("source").path("items") : MissingNode.getInstance();
        }

        private @Nullable String column(String name) {
            return source.words(name, LONGEST_NAME).orElse(null);
        }

        /** Rows that come along have the ids that they say. */
        private @Nullable String id(JsonNode items) {
            String said = column("id");
            return said == null && items.path(0).has("id") ? "id" : said;
        }

        private static String lines(JsonNode items) {
            return StreamSupport.stream(items.spliterator(), false)
                    .map(Json::compact)
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }

    /** How a file is written, by its media type or else by its name; empty where neither tells. */
    static String format(String type, String path) {
        String plain = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        String name = path.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (plain.equals("text/csv") || name.endsWith(".csv")) {
            return JobFile.CSV;
        }
        boolean lines = List.of("application/x-ndjson", "application/jsonl", "application/ndjson")
                .contains(plain);
        return lines || name.endsWith(".jsonl") || name.endsWith(".ndjson") ? JobFile.NDJSON : "";
    }
}
