package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Answers a request for a completion, without any HTTP: also what a batch does with each of its lines. Faults and noise of
 * a call depend on the seed, the request's bytes and how often these were sent before, not on what else was asked, so
 * that a second run meets the same ones in whatever order its calls arrive.
 */
final class ChatWork {
    private static final int REMEMBERED = 100_000;

    private final ChatCallReader calls;
    private final PromptReader prompts;
    private final ModelCatalog models;
    private final Tokens tokens = new Tokens();
    private final Answering answering;
    private final PromptCache cache;
    private final RateLimiter limiter;
    private final Controls controls;
    private final Recent<Long, Integer> sent = new Recent<>(REMEMBERED);

    ChatWork(ObjectMapper json, ModelCatalog models, Controls controls, SimulatedClock clock) {
        this.calls = new ChatCallReader(json, models);
        this.prompts = new PromptReader(json);
        this.models = models;
        this.answering = new Answering(json, tokens);
        this.cache = new PromptCache(clock);
        this.limiter = new RateLimiter(clock, controls);
        this.controls = controls;
        tokens.count("The first count loads the table.");
    }

    /**
     * @param request the client's own request id, empty where it sent none
     * @throws ApiError where the provider would not do it
     */
    Served serve(byte[] body, String request) {
        ChatCall call = calls.read(body);
        PromptCache.Trail trail = trail(call);
        refuseTooLong(call, trail.tokens());
        int output = call.maxTokens() == Integer.MAX_VALUE ? 16 : call.maxTokens();
        Map<String, String> limits = limiter.admit(call.model(), (long) trail.tokens() + output);
        return answer(call, trail, request, sha256().digest(body), limits, EnumSet.noneOf(Fault.class));
    }

    /**
     * A line of a batch: limits of requests a minute don't hold for it, and it can carry the faults of a line.
     *
     * @throws ApiError where the provider would not do it
     */
    Served serve(RequestLine line) {
        ChatCall call = calls.read(line.body());
        if (call.stream()) {
            throw ApiError.invalid("stream", "unsupported_value", "Streaming is not supported by the Batch API.");
        }
        PromptCache.Trail trail = trail(call);
        refuseTooLong(call, trail.tokens());
        byte[] body = line.body().toString().getBytes(StandardCharsets.UTF_8);
        Set<Fault> more = Fault.at(Fault.Stage.LINE);
        return answer(call, trail, line.customId(), sha256().digest(body), Map.of(), more);
    }

    /** The input tokens of a line; 0 where it is refused later. */
    long weigh(RequestLine line) {
        try {
            return trail(calls.read(line.body())).tokens();
        } catch (ApiError refused) {
            return 0;
        }
    }

    private Served answer(
            ChatCall call,
            PromptCache.Trail trail,
            String request,
            byte[] digest,
            Map<String, String> limits,
            Set<Fault> more) {
        SimulatorOptions now = controls.options();
        Reading reading = prompts.read(call, now.seed());
        long pack = ByteBuffer.wrap(digest).getLong();
        var moment = new Answering.Moment(now.seed(), pack, sent.merge(pack, 1, Integer::sum) - 1);
        SplittableRandom random = moment.random();
        Set<Fault> faults =
                now.faults().draw(random, more.isEmpty() ? possible(reading, call) : possible(reading, more));
        List<Completion> choices = choices(call, reading, now.noise(), moment, faults);
        Usage usage = new Usage(
                trail.tokens(),
                faults.stream().anyMatch(Fault::free) ? 0 : cache.cached(trail),
                choices.stream().mapToInt(answering::tokens).sum());
        String hex = HexFormat.of().formatHex(digest, 0, 16);
        return new Served(call, new Till.Sale(request, call.model(), hex, usage), choices, faults, limits, random);
    }

    /** In a batch only what spoils a reply, and what a line of a batch suffers. */
    private static Set<Fault> possible(Reading reading, Set<Fault> more) {
        Set<Fault> possible = possible(reading);
        possible.removeIf(fault -> !fault.ofReply());
        possible.addAll(more);
        return possible;
    }

    /** The true answers of a request, by slot; costs nothing and carries no faults. */
    List<SlotAnswer> truth(byte[] body) {
        return prompts.read(calls.read(body), controls.options().seed()).truth();
    }

    private static Set<Fault> possible(Reading reading, ChatCall call) {
        Set<Fault> possible = possible(reading);
        if (call.stream()) {
            possible.addAll(Fault.at(Fault.Stage.STREAM));
        }
        if (!call.usageInStream()) {
            possible.remove(Fault.STREAM_OPTIONS);
        }
        return possible;
    }

    private static Set<Fault> possible(Reading reading) {
        Question question = reading.question();
        Set<Fault> possible = EnumSet.noneOf(Fault.class);
        for (Fault fault : Fault.values()) {
            if (fault.shows(
                    reading.asked().size(),
                    question.form().numbered(),
                    question.form().json(),
                    question.judged())) {
                possible.add(fault);
            }
        }
        return possible;
    }

    private List<Completion> choices(
            ChatCall call, Reading reading, Noise noise, Answering.Moment moment, Set<Fault> faults) {
        List<Completion> choices = new ArrayList<>();
        for (int i = 0; i < call.n(); i++) {
            // each choice is another throw of the same dice; without noise they are all the same
            var own = i == 0 ? moment : new Answering.Moment(moment.seed(), moment.pack(), -i - moment.turn() * 128);
            List<SlotAnswer> answers = answering.answers(reading, noise, call.temperature(), own);
            choices.add(answering.complete(
                    call, reading, answers, faults, own.random().split()));
        }
        return choices;
    }

    /** Tools and schema stand before the messages, as the provider renders and caches them. */
    private PromptCache.Trail trail(ChatCall call) {
        PromptCache.Trail trail = new PromptCache.Trail(call.model());
        String held = call.held().text();
        if (!held.isEmpty()) {
            trail.piece(held, tokens.countFixed(held));
        }
        for (Turn turn : call.turns()) {
            trail.piece(turn.role(), 3);
            tokens.pieces(turn.text(), trail);
        }
        trail.piece("assistant", 3);
        return trail;
    }

    private void refuseTooLong(ChatCall call, int input) {
        int context = models.find(call.model()).orElseThrow().context();
        long all = (long) input + (call.maxTokens() == Integer.MAX_VALUE ? 0 : call.maxTokens());
        if (all > context) {
            throw ApiError.invalid(
                    "messages",
                    "context_length_exceeded",
                    "This model's maximum context length is " + context + " tokens. However, you requested " + all
                            + " tokens (" + input + " in the messages, " + (all - input)
                            + " in the completion). Please reduce the length of the messages or completion.");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
