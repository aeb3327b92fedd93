package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Claim;
import dev.sheaf.model.Priority;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The gate under several threads at once. */
class RateGateRaceTest {
    private static final int THREADS = 4;
    private static final int CALLS = 5_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final RateGate gate = new RateGate(new RateGate.Limits(3, 0, 0, Duration.ofSeconds(60)), new VirtualTime());

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private void onEveryThread(ThrowingTask task) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            running.add(threads.submit(() -> {
                start.await();
                task.run(number);
                return null;
            }));
        }
        start.countDown();
        for (Future<?> future : running) {
            future.get(60, TimeUnit.SECONDS);
        }
    }

    private interface ThrowingTask {
        void run(int thread) throws Exception;
    }

    private static Claim claim(int thread) {
        return new Claim(1, Priority.values()[thread % 3], "g" + thread);
    }

    private void begin() {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    }

    @Test
    void every_call_of_every_thread_ends_and_never_too_many_are_under_way() throws Exception {
        ConcurrentLinkedQueue<Runnable> replies = new ConcurrentLinkedQueue<>();
        AtomicInteger unanswered = new AtomicInteger(THREADS * CALLS);
        onEveryThread(thread -> {
            for (int i = 0; i < CALLS; i++) {
                gate.admit(claim(thread), permit -> Uni.createFrom().<Integer>emitter(emitter -> {
                            begin();
                            replies.add(() -> {
                                underWay.decrementAndGet();
                                emitter.complete(1);
                            });
                        }))
                        .subscribe()
                        .with(item -> ended.incrementAndGet());
                answerOne(replies, unanswered);
            }
            while (unanswered.get() > 0) {
                answerOne(replies, unanswered);
            }
        });

        assertThat(ended).hasValue(THREADS * CALLS);
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(gate.inFlight()).isZero();
    }

    private static void answerOne(ConcurrentLinkedQueue<Runnable> replies, AtomicInteger unanswered) {
        Runnable reply = replies.poll();
        if (reply != null) {
            reply.run();
            unanswered.decrementAndGet();
        }
    }

    @RepeatedTest(5)
    void callers_who_hang_up_at_any_moment_leave_no_call_and_no_permit_behind() throws Exception {
        ConcurrentLinkedQueue<Cancellable> callers = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(THREADS / 2 * CALLS);
        onEveryThread(thread -> {
            if (thread % 2 == 0) {
                for (int i = 0; i < CALLS; i++) {
                    callers.add(gate.admit(claim(thread), permit -> neverEnding())
                            .subscribe()
                            .with(item -> {}));
                }
                return;
            }
            while (left.get() > 0) {
                Cancellable caller = callers.poll();
                if (caller != null) {
                    caller.cancel();
                    left.decrementAndGet();
                }
            }
        });

        assertThat(underWay).hasValue(0);
        assertThat(gate.inFlight()).isZero();
        for (Priority priority : Priority.values()) {
            assertThat(gate.waiting(priority)).isZero();
        }
    }

    private Uni<Integer> neverEnding() {
        return Uni.createFrom().emitter(emitter -> {
            begin();
            emitter.onTermination(underWay::decrementAndGet);
        });
    }
}
