package dev.sheaf.bulk;

import dev.sheaf.bulk.CompiledMap.Copy;
import dev.sheaf.bulk.CompiledMap.Request;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Reply;
import dev.sheaf.pack.Outcome;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Trouble;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** One round's requests and their replies, gone through in the order of the rows; one request is held. */
final class MergeRound implements Closeable {
    private final Prepared task;
    private final int round;
    private final ChatWire wire;
    private final OutputIndex index;
    private final BiPredicate<Integer, Request> came;
    private final CompiledMap map;
    private @Nullable Request request;
    private final Map<Long, MergeState> states = new HashMap<>();

    /** @param came whether anything has come back of a request's file, in this round */
    MergeRound(Compiled compiled, int round, ChatWire wire, OutputIndex index, BiPredicate<Integer, Request> came)
            throws IOException {
        this.task = compiled.task();
        this.round = round;
        this.wire = wire;
        this.index = index;
        this.came = came;
        this.map = new CompiledMap(compiled, compiled.map(round));
        this.request = map.next();
    }

    /** What this round says of a row; absent where it did not ask. Rows are to be asked for in their order. */
    @Nullable
    MergeState state(long seq) throws IOException {
        while (request != null && request.last() < seq) {
            request = map.next();
            states.clear();
        }
        if (request == null || request.first() > seq) {
            return null;
        }
        if (states.isEmpty()) {
            settle(request);
        }
        return states.get(seq);
    }

    private void settle(Request request) throws IOException {
        Optional<OutputLine> line = index.line(request.id());
        Optional<Reply> reply = line.filter(OutputLine::isReply)
                .flatMap(it ->
                        wire.reply(it.requestId(), it.body(), task.prompt().form()));
        if (reply.isPresent()) {
            read(request, reply.get());
        } else {
            Job.Failure why = line.map(OutputLine::failure).orElse(missing(request));
            boolean fatal = line.isPresent()
                    && !line.get().isReply()
                    && !line.get().isPassing()
                    && !line.get().wasNotRun();
            NoAnswer answer = new NoAnswer(why.code(), why.message());
            for (int at = 0; at < request.rows().size(); at++) {
                put(request, at, answer, false, fatal);
            }
        }
    }

    private Job.Failure missing(Request request) {
        return came.test(round, request)
                ? new Job.Failure("provider_missing", "No file of the provider speaks of this row's request.")
                : new Job.Failure("not_come_back", "Nothing has come back of this row's request file yet.");
    }

    private void read(Request request, Reply reply) {
        Pack pack = request.pack();
        List<Outcome> outcomes = task.reader().read(pack, reply).outcomes();
        for (int i = 0; i < pack.size(); i++) {
            put(request, i, answer(outcomes.get(i)), true, false);
        }
    }

    private static Answer answer(Outcome outcome) {
        return outcome.answer().orElseGet(() -> {
            Trouble trouble = outcome.trouble().orElse(Trouble.MISSING);
            return new NoAnswer(trouble.code(), trouble.sentence());
        });
    }

    private void put(Request request, int at, Answer answer, boolean replied, boolean fatal) {
        int size = request.rows().size();
        Copy row = request.rows().get(at);
        states.put(
                row.seq(),
                new MergeState(
                        row,
                        request.slots().get(at).item(),
                        answer,
                        size,
                        came.test(round, request),
                        replied && size == 1,
                        fatal));
    }

    @Override
    public void close() throws IOException {
        map.close();
    }
}
