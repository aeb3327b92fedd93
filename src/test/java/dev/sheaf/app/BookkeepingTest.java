package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Caps;
import dev.sheaf.cost.DayCaps;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BookkeepingTest {
    private final Logger log = Logger.getLogger(Bookkeeping.class.getName());
    private final List<String> said = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private boolean isAway;

    @BeforeEach
    void listen() {
        log.addHandler(handler);
    }

    @AfterEach
    void leave() {
        log.removeHandler(handler);
    }

    @Test
    void a_database_that_is_away_is_complained_of_once() {
        var caps =
                new DayCaps(entry -> {}, new AwayCaps(), () -> Uni.createFrom().voidItem(), () -> Instant.EPOCH);
        var meters = new CapMeters(caps, new SimpleMeterRegistry());
        var books = new Bookkeeping();
        for (boolean away : List.of(true, true, true, false, true, true)) {
            isAway = away;
            books.look(meters);
        }

        assertThat(said).hasSize(2).allMatch(line -> line.startsWith("The caps could not be read"));
    }

    private final class AwayCaps implements Caps {
        @Override
        public Uni<List<Spending>> today(String tenant) {
            return today();
        }

        @Override
        public Uni<List<Spending>> today() {
            return isAway
                    ? Uni.createFrom().failure(new IllegalStateException("away"))
                    : Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<Void> put(String tenant, Cap cap) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> remove(String tenant, Cap.Scope scope, String name) {
            throw new UnsupportedOperationException();
        }
    }
}
