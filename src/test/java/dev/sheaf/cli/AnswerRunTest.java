package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.AnswerColumns;
import dev.sheaf.rows.Row;
import dev.sheaf.rows.RowAnswer;
import dev.sheaf.rows.RowsIn;
import dev.sheaf.rows.RowsOut;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AnswerRunTest {
    private static final int ROWS = 2_000;
    private static final AnswerRun.Pace PACE = new AnswerRun.Pace(4, 10);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_goes_wrong_each_row_comes_out_once_and_in_order_and_no_more_are_held_than_the_window(long seed)
            throws IOException {
        Cli cli = new Cli();
        List<Long> written = new ArrayList<>();
        try (FakeService service = new FakeService().labels("mood")) {
            service.wrong = new Faults(seed)::of;
            AnswerRun run = run(service, new Numbered(written), new Collected(written), cli.shell());

            AnswerRun.Ending ending = run.run();

            assertThat(ending.trouble()).isNull();
            assertThat(ending.tally().rows()).isEqualTo(ROWS);
            assertThat(ending.tally().failed()).isZero();
            assertThat(written).hasSize(ROWS).isSorted().doesNotHaveDuplicates();
        }
    }

    private static AnswerRun run(FakeService service, RowsIn in, RowsOut out, Shell shell) {
        Progress silent = new Progress(
                new PrintWriter(Writer.nullWriter()), new Screen(false, 80), () -> Instant.EPOCH, () -> Double.NaN);
        SheafClient client = new SheafClient(URI.create(service.url()), null, Duration.ofSeconds(30));
        Questions questions = new Questions(false, null, null);
        return new AnswerRun(in, questions, new Courier(client, "mood", shell), out, silent, PACE);
    }

    /** A request goes wrong up to twice, as chance has it, then well. */
    private static final class Faults {
        private final Random random;
        private final Map<String, Integer> times = new ConcurrentHashMap<>();

        Faults(long seed) {
            random = new Random(seed);
        }

        synchronized FakeService.@Nullable Misbehaviour of(JsonNode request) {
            String first = request.at("/items/0/id").asText();
            if (times.merge(first, 1, Integer::sum) > 2) {
                return null;
            }
            return switch (random.nextInt(5)) {
                case 0 -> FakeService.full("1");
                case 1 -> FakeService.hangUp();
                case 2 -> FakeService.status(500, "oops");
                default -> null;
            };
        }
    }

    /** Rows without end in sight, which refuse to be read far ahead of what is written. */
    private static final class Numbered implements RowsIn {
        private final List<Long> written;
        private long read;

        Numbered(List<Long> written) {
            this.written = written;
        }

        @Override
        public @Nullable Row next() {
            int window = AnswerRun.WINDOWS * PACE.requests() * PACE.items();
            assertThat(read - written.size()).isLessThan(window);
            read++;
            return read > ROWS ? null : new Row.Cells(List.of("text"), List.of("row " + read), read, null);
        }

        @Override
        public void close() {}
    }

    private record Collected(List<Long> written) implements RowsOut {
        @Override
        public void write(Row row, RowAnswer answer) {
            assertThat(answer.cells(new AnswerColumns(List.of("label"), false), it -> it))
                    .containsExactly(row.text("text"));
            written.add(row.line());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
