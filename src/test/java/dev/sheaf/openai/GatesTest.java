package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatesTest {
    private static final Claim CLAIM = new Claim(10, Priority.ONLINE, "task");
    private static final HttpReply NO_HEADERS = new HttpReply(429, Map.of(), "");

    private final VirtualTime time = new VirtualTime();
    private final AtomicInteger made = new AtomicInteger();
    private final Gates gates = new Gates(this::gate, time);

    private RateGate gate() {
        made.incrementAndGet();
        return new RateGate(new RateGate.Limits(2, 0, 0, Duration.ofSeconds(60)), time);
    }

    @Test
    void a_429_of_one_model_holds_up_no_other() {
        limit("small", Duration.ofSeconds(10));
        var small = call("small");
        var large = call("large");
        small.assertNotTerminated();
        large.assertCompleted();
        assertThat(gates.coolingDown()).isOne();
        assertThat(gates.waiting(Priority.ONLINE)).isOne();
        time.pass(Duration.ofSeconds(10));
        small.assertCompleted();
    }

    @Test
    void calls_of_a_model_share_its_gate() {
        assertThat(gates.of("small")).isSameAs(gates.of("small")).isNotSameAs(gates.of("large"));
        hang("small");
        hang("small");
        call("small").assertNotTerminated();
        call("large").assertCompleted();
        assertThat(gates.inFlight()).isEqualTo(2);
    }

    @Test
    void gates_that_nobody_uses_are_forgotten_and_their_429s_still_counted() {
        limit("first", Duration.ofMillis(1));
        hang("busy");
        limit("closed", Duration.ofSeconds(30));
        time.pass(Duration.ofMillis(1));
        RateGate busy = gates.of("busy");
        RateGate closed = gates.of("closed");
        IntStream.range(0, 1_000).forEach(i -> gates.of("model-" + i));
        int before = made.get();
        assertThat(gates.of("busy")).isSameAs(busy);
        assertThat(gates.of("closed")).isSameAs(closed);
        assertThat(made).hasValue(before);
        gates.of("first");
        assertThat(made).hasValue(before + 1);
        assertThat(gates.limited()).isEqualTo(2);
    }

    private void limit(String model, Duration wait) {
        gates.of(model)
                .<Void>admit(CLAIM, permit -> {
                    permit.limited(RateHeaders.of(NO_HEADERS), wait);
                    return Uni.createFrom().failure(new ModelFailure.RateLimited(wait));
                })
                .subscribe()
                .with(done -> {}, failed -> {});
    }

    private void hang(String model) {
        gates.of(model)
                .<Void>admit(CLAIM, permit -> Uni.createFrom().nothing())
                .subscribe()
                .with(done -> {});
    }

    private UniAssertSubscriber<String> call(String model) {
        return gates.of(model)
                .admit(CLAIM, permit -> Uni.createFrom().item(model))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }
}
