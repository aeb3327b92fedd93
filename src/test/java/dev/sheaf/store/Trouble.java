package dev.sheaf.store;

import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Finish;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.model.Reply;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** A provider that misbehaves by chance, in every way that was seen, at a share of its calls and lines. */
final class Trouble {
    private final BulkRun run;
    private final Random random;
    private final double share;
    /** Lines that were paid and are in no file. */
    private final Set<String> withheld = Collections.synchronizedSet(new HashSet<>());

    Trouble(BulkRun run, long seed, double share) {
        this.run = run;
        this.random = new Random(seed);
        this.share = share;
    }

    void begin() {
        run.provider.course = this::course;
        run.provider.instead = call -> fails(call) ? Optional.of(failure()) : Optional.empty();
        run.provider.after = call -> call.equals("create") || call.equals("upload")
                ? Optional.of(timeout()).filter(failure -> strikes())
                : Optional.empty();
        run.provider.seen = batch -> strikes() ? StagedBatches.withState(batch, State.IN_PROGRESS) : batch;
        run.chat = this::chat;
    }

    /** What was paid, and came. */
    List<String> delivered() {
        List<String> delivered = new ArrayList<>(run.provider.bill);
        delivered.addAll(run.onlineBill);
        delivered.removeAll(withheld);
        return delivered;
    }

    private boolean strikes() {
        return random.nextDouble() < share;
    }

    private static ModelFailure timeout() {
        return new ModelFailure.TimedOut(Duration.ofSeconds(1));
    }

    private boolean fails(String call) {
        return !call.equals("create") && strikes();
    }

    private ModelFailure failure() {
        return switch (random.nextInt(4)) {
            case 0 -> new ModelFailure.Unavailable(503, true, null);
            case 1 -> new ModelFailure.RateLimited(Duration.ofMillis(1));
            case 2 -> new ModelFailure.Unreachable(new IllegalStateException("staged"));
            default -> timeout();
        };
    }

    private Ran course(int order, List<String> lines) {
        if (strikes()) {
            return rejected(lines.size());
        }
        int ran = strikes() ? random.nextInt(lines.size() + 1) : lines.size();
        List<String> output = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        lines.stream().limit(ran).forEach(line -> (random.nextBoolean() ? output : errors).add(line(line)));
        Collections.shuffle(output, random);
        if (ran < lines.size()) {
            String state = random.nextBoolean() ? "expired" : "cancelled";
            lines.stream().skip(ran).forEach(line -> errors.add(StagedBatches.error(line, "batch_" + state)));
            return new Ran(State.of(state), output, errors, List.of());
        }
        return new Ran(State.COMPLETED, output.isEmpty() ? null : output, errors.isEmpty() ? null : errors, List.of());
    }

    private Ran rejected(int lines) {
        return switch (random.nextInt(5)) {
            case 0 -> Ran.failed("token_limit_exceeded", null);
            case 1 -> Ran.failed("too_many_tasks", null);
            case 2 -> new Ran(State.FAILED, null, null, List.of());
            case 3 -> Ran.failed("duplicate_custom_id", null);
            default -> Ran.failed("invalid_json_line", 1L + random.nextInt(lines));
        };
    }

    private String line(String line) {
        if (!strikes()) {
            return run.provider.answer(line);
        }
        List<Function<String, String>> ways = List.of(
                asked -> StagedBatches.said(asked, 0, "null"),
                asked -> StagedBatches.said(asked, 400, "{\"error\":{\"code\":\"invalid_value\"}}"),
                asked -> StagedBatches.said(asked, 500, "null"),
                asked -> StagedBatches.error(asked, "request_timeout"),
                asked -> "",
                asked -> cut(run.provider.answer(asked), StagedBatches.customId(asked)),
                asked -> run.provider.answer(asked) + "{\"custom_id\":\"unknown\"}\n",
                asked -> {
                    String answer = run.provider.answer(asked);
                    return answer + answer;
                },
                asked -> run.provider.replied(asked, body -> body.put("end", Finish.LENGTH.name())),
                asked -> run.provider.replied(asked, body -> body.put("end", Finish.CONTENT_FILTER.name())),
                asked -> run.provider.replied(asked, body -> body.put("end", "REFUSAL")),
                asked -> run.provider.reply(asked, text -> ""),
                asked -> run.provider.reply(asked, text -> "```\n" + text + "\n```\r"),
                asked -> run.provider.reply(asked, text -> text.substring(0, text.length() / 2)));
        return ways.get(random.nextInt(ways.size())).apply(line);
    }

    private String cut(String line, String id) {
        withheld.add(id);
        return line.substring(0, line.length() / 2) + "\n";
    }

    private Uni<Reply> chat(ChatRequest request) {
        if (!strikes()) {
            return Uni.createFrom().item(() -> run.answer(request));
        }
        ModelFailure failure = random.nextInt(5) == 0 ? new ModelFailure.Filtered() : failure();
        return Uni.createFrom().failure(failure);
    }
}
