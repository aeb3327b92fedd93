package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Relay;
import dev.sheaf.model.Usage;
import dev.sheaf.model.UsageReader;
import dev.sheaf.rows.Json;
import dev.sheaf.task.Answer.Response;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends requests as they stand, each alone, and hands on what is answered. */
final class VerbatimAsking implements Asking {
    private static final int BROKEN = 500;
    /** Where a request does not bound its output. */
    private static final int USUAL_OUTPUT = 500;

    private static final int ENVELOPE = 160;
    private static final int BYTES_A_TOKEN = 3;

    private final Verbatim what;
    private final String tenant;
    private final Relay relay;
    private final Filing filing;

    VerbatimAsking(Verbatim what, String tenant, Relay relay, Filing filing) {
        this.what = what;
        this.tenant = tenant;
        this.relay = relay;
        this.filing = filing;
    }

    @Override
    public String model() {
        return what.model();
    }

    @Override
    public String endpoint() {
        return what.endpoint();
    }

    /** What each asks for itself is not looked at before it is answered. */
    @Override
    public Tariff tariff() {
        return Tariff.LIST;
    }

    /** Their output is bounded by what they ask for themselves. */
    @Override
    public Usage atMost(Part part, Usage planned) {
        return new Usage(part.size().bytes(), 0, planned.outputTokens(), 0);
    }

    @Override
    public int mostItems() {
        return 1;
    }

    @Override
    public Groups group(List<BulkItem> items, int most) {
        return new Groups(items.stream().map(VerbatimAsking::group).toList(), List.of());
    }

    private static Group group(BulkItem item) {
        long bytes = item.text().getBytes(StandardCharsets.UTF_8).length;
        return new Group(List.of(item.seq()), bytes + ENVELOPE, bytes / BYTES_A_TOKEN + 1, USUAL_OUTPUT);
    }

    @Override
    public Usage usual(Asked asked) {
        return new Usage(body(asked).length / BYTES_A_TOKEN + 1, 0, USUAL_OUTPUT, 0);
    }

    @Override
    public byte[] line(Asked asked) {
        var line = new ByteArrayOutputStream();
        line.writeBytes(("{\"custom_id\":\"" + asked.request().id() + "\",\"method\":\"POST\",\"url\":\""
                        + what.endpoint() + "\",\"body\":")
                .getBytes(StandardCharsets.UTF_8));
        line.writeBytes(body(asked));
        line.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
        return line.toByteArray();
    }

    private static byte[] body(Asked asked) {
        return asked.items().get(0).text().getBytes(StandardCharsets.UTF_8);
    }

    /** A refusal with its reason is an answer, too; what passes, or people can cure, is asked again. */
    @Override
    public Optional<Heard> hear(OutputLine line) {
        boolean said = line.body().isObject() && line.status() > 0 && !line.isPassing() && !line.wasNotRun();
        return said && line.barred().isEmpty()
                ? Optional.of(heard(line.status(), line.requestId(), line.body()))
                : Optional.empty();
    }

    @Override
    public Uni<Heard> ask(Asked asked, String id) {
        byte[] body = body(asked);
        Claim claim = new Claim(asked.request().tokens(), Priority.BULK, tenant);
        Map<String, String> headers = Map.of("content-type", "application/json", "x-client-request-id", id);
        var passage = new Relay.Passage("POST", what.path(), headers, body, what.model(), claim, false);
        return relay.relay(passage, lost -> {}).chain(reply -> reply.body()
                .collect()
                .in(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                .map(whole -> heard(reply, whole.toByteArray())));
    }

    private Heard heard(Relay.Relayed reply, byte[] body) {
        int status = reply.status();
        JsonNode json = Json.lenient(body);
        Optional<ModelFailure> barred = Barred.by(status, json.at("/error/code").asText());
        if (barred.isPresent()) {
            throw barred.get();
        }
        switch (status) {
            case 429 -> throw new ModelFailure.RateLimited(null);
            case 408, 409 -> throw new ModelFailure.Unavailable(status, true, null);
            default -> {}
        }
        if (status >= BROKEN || !json.isObject()) {
            throw new ModelFailure.Unavailable(status, true, null);
        }
        return heard(status, reply.headers().get("x-request-id"), json);
    }

    private Heard heard(int status, @Nullable String requestId, JsonNode body) {
        var answer = new Response(status, requestId, body);
        Usage usage = UsageReader.of(body.path("usage")).orElse(Usage.NONE);
        return new Heard() {
            @Override
            public Usage usage() {
                return usage;
            }

            @Override
            public Settlement file(Part part, Asked asked) {
                return filing.response(part, asked, answer, usage);
            }
        };
    }
}
