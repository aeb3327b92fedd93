package dev.sheaf.bulk;

import dev.sheaf.cost.Money;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Jobs that are forgotten at the end. Nothing asks their items but the test that settles them. */
public class MemoryJobs implements JobStore {
    private final Map<String, Held> jobs = new HashMap<>();
    private final InstantSource clock;
    private long made;

    public MemoryJobs(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Entry {
        final NewItem item;
        final boolean bad;
        /** The one that is asked; itself where no earlier row has its text. */
        Entry asked = this;

        Optional<Answer> answer = Optional.empty();
        Instant answeredAt = Instant.MIN;

        Entry(NewItem item, @Nullable Answer fault) {
            this.item = item;
            this.bad = fault != null;
            this.answer = Optional.ofNullable(fault);
        }

        Row row() {
            return new Row(item.seq(), item.id(), item.line(), item.cells(), asked.answer, null);
        }
    }

    private final Map<String, Money> caps = new ConcurrentHashMap<>();
    final Map<String, URI> callbacks = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();

    private static final class Held {
        final long number;
        Job job;
        Instant heldUntil;
        final List<Entry> entries = new ArrayList<>();
        final Map<String, Entry> byId = new HashMap<>();
        List<Part> parts = List.of();
        Spent spent = new Spent(0, 0, 0, 0, BigDecimal.ZERO, 0, 0, Usage.NONE);

        Held(long number, Job job, Instant heldUntil) {
            this.number = number;
            this.job = job;
            this.heldUntil = heldUntil;
        }

        boolean isAbandoned(Instant now) {
            Job.Failure reason = job.reason();
            return job.state() == JobState.INGESTING && !now.isBefore(heldUntil)
                    || job.state() == JobState.FAILED
                            && reason != null
                            && reason.code().equals(Job.Failure.UPLOAD_INCOMPLETE);
        }

        Job now() {
            long answered = entries.stream()
                    .filter(entry -> entry.asked.answer.isPresent() && !isReason(entry))
                    .count();
            long failed = entries.stream().filter(Held::isReason).count();
            long bad = entries.stream().filter(entry -> entry.bad).count();
            return with(
                    job,
                    job.state(),
                    job.cancelling(),
                    job.reason(),
                    job.endedAt(),
                    new Job.Counts(entries.size(), answered, failed, bad));
        }

        static boolean isReason(Entry entry) {
            return entry.asked.answer.filter(Answer.NoAnswer.class::isInstance).isPresent();
        }

        void state(JobState state, @Nullable Instant endedAt) {
            job = with(job, state, false, job.reason(), endedAt, job.counts());
        }
    }

    private static Job with(
            Job job,
            JobState state,
            boolean cancelling,
            Job.@Nullable Failure reason,
            @Nullable Instant endedAt,
            Job.Counts counts) {
        return new Job(
                job.tenant(),
                job.id(),
                job.key(),
                job.task(),
                job.version(),
                job.lane(),
                job.file(),
                job.knownAnswers(),
                job.metadata(),
                state,
                cancelling,
                reason,
                counts,
                job.partRequests(),
                job.createdAt(),
                job.deadlineAt(),
                endedAt);
    }

    private static Job named(Job job, String id, Instant createdAt) {
        return new Job(
                job.tenant(),
                id,
                job.key(),
                job.task(),
                job.version(),
                job.lane(),
                job.file(),
                job.knownAnswers(),
                job.metadata(),
                job.state(),
                job.cancelling(),
                job.reason(),
                job.counts(),
                job.partRequests(),
                createdAt,
                job.deadlineAt(),
                job.endedAt());
    }

    @Override
    public Uni<Optional<Job>> findByKey(String tenant, String key) {
        return later(() -> keyed(tenant, key).map(Held::now));
    }

    private Optional<Held> keyed(String tenant, String key) {
        return jobs.values().stream()
                .filter(held -> key.equals(held.job.key()) && tenant.equals(held.job.tenant()))
                .findFirst();
    }

    @Override
    public Uni<Opened> open(Job job, Duration hold) {
        return later(() -> {
            Optional<Held> known = Optional.ofNullable(job.key()).flatMap(key -> keyed(job.tenant(), key));
            if (known.isPresent() && !known.get().isAbandoned(clock.instant())) {
                return new Opened(known.get().now(), false);
            }
            // the time tells its reader from one that begins it anew
            Job begun = named(
                    job,
                    known.map(held -> held.job.id()).orElse(job.id()),
                    clock.instant().plus(made, ChronoUnit.MICROS));
            var held = new Held(++made, begun, clock.instant().plus(hold));
            jobs.put(begun.id(), held);
            return new Opened(held.now(), true);
        });
    }

    @Override
    public Uni<Void> letGo(Job job) {
        return later(() -> {
            Held held = jobs.get(job.id());
            if (held != null && held.job.createdAt().equals(job.createdAt())) {
                held.heldUntil = clock.instant();
            }
            return null;
        });
    }

    @Override
    public Uni<Integer> add(Job job, List<NewItem> rows, Duration hold) {
        return later(() -> {
            Held held = reading(job);
            held.heldUntil = clock.instant().plus(hold);
            int doubled = 0;
            for (NewItem row : rows) {
                boolean isDouble = row.fault() == null && held.byId.containsKey(row.id());
                Entry entry = new Entry(row, isDouble ? doubled(row) : fault(row));
                held.entries.add(entry);
                if (!row.id().isEmpty()) {
                    held.byId.putIfAbsent(row.id(), entry);
                }
                doubled += isDouble ? 1 : 0;
            }
            return doubled;
        });
    }

    private static Answer doubled(NewItem row) {
        return new Answer.NoAnswer("duplicate_id", "line " + row.line() + " repeats the id \"" + row.id() + "\"");
    }

    private static @Nullable Answer fault(NewItem row) {
        Job.Failure fault = row.fault();
        return fault == null ? null : new Answer.NoAnswer(fault.code(), fault.message());
    }

    @Override
    public Uni<Job> begin(Job job) {
        Duration knownAnswers = job.knownAnswers();
        return later(() -> {
            Held held = reading(job);
            Map<String, Entry> first = new HashMap<>();
            held.entries.stream().filter(entry -> !entry.bad).forEach(entry -> {
                entry.asked = first.computeIfAbsent(entry.item.text(), text -> entry);
                if (knownAnswers != null && entry.asked == entry) {
                    known(held, entry, knownAnswers);
                }
            });
            held.state(JobState.RUNNING, null);
            return held.now();
        });
    }

    private void known(Held held, Entry entry, Duration age) {
        Instant oldest = clock.instant().minus(age);
        jobs.values().stream()
                .filter(other -> other != held
                        && other.job.tenant().equals(held.job.tenant())
                        && other.job.version().equals(held.job.version()))
                .flatMap(other -> other.entries.stream())
                .filter(other -> other.item.text().equals(entry.item.text())
                        && other.answer.isPresent()
                        && !(other.answer.get() instanceof Answer.NoAnswer)
                        && !other.answeredAt.isBefore(oldest))
                .max(Comparator.comparing(other -> other.answeredAt))
                .ifPresent(other -> {
                    entry.answer = other.answer;
                    entry.answeredAt = other.answeredAt;
                });
    }

    @Override
    public Uni<Job> fail(Job job, Job.Failure reason) {
        return later(() -> {
            Held held = reading(job);
            held.job = with(held.job, JobState.FAILED, false, reason, clock.instant(), held.job.counts());
            return held.now();
        });
    }

    @Override
    public Uni<Optional<Job>> find(String tenant, String id) {
        return later(() -> owned(tenant, id).map(Held::now));
    }

    @Override
    public Uni<List<Job>> list(String tenant, @Nullable JobState state, @Nullable String after, int limit) {
        return later(() -> {
            long before = after == null
                    ? Long.MAX_VALUE
                    : owned(tenant, after).map(held -> held.number).orElse(Long.MIN_VALUE);
            return jobs.values().stream()
                    .filter(held -> held.job.tenant().equals(tenant) && held.number < before)
                    .filter(held -> state == null || held.job.state() == state)
                    .sorted(Comparator.<Held>comparingLong(held -> held.number).reversed())
                    .limit(limit)
                    .map(Held::now)
                    .toList();
        });
    }

    @Override
    public Uni<List<Part>> parts(Job job) {
        return later(() -> mine(job).map(held -> held.parts).orElse(List.of()));
    }

    @Override
    public Uni<Spent> spent(Job job) {
        return later(() ->
                mine(job).map(held -> held.spent).orElse(new Spent(0, 0, 0, 0, BigDecimal.ZERO, 0, 0, Usage.NONE)));
    }

    @Override
    public Uni<Void> cap(Job job, Money most) {
        caps.put(job.id(), most);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<Instant>> purgedAt(Job job) {
        return Uni.createFrom().item(Optional.empty()); // memory is not kept for so long
    }

    @Override
    public Uni<Void> orderedBy(Job job, String key) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<Money>> cap(Job job) {
        return Uni.createFrom().item(Optional.ofNullable(caps.get(job.id())));
    }

    @Override
    public Uni<Void> callback(Job job, URI address) {
        callbacks.put(job.id(), address);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Boolean> cancel(String tenant, String id) {
        return change(tenant, id, held -> !held.job.state().isOver(), held -> {
            held.entries.stream()
                    .filter(entry -> entry.asked.answer.isEmpty())
                    .forEach(entry -> entry.asked.answer = Optional.of(
                            new Answer.NoAnswer("job_cancelled", "The job was cancelled before this was asked.")));
            held.state(JobState.CANCELLED, clock.instant());
            return held;
        });
    }

    @Override
    public Uni<Boolean> pause(String tenant, String id) {
        return change(tenant, id, held -> held.job.state() == JobState.RUNNING, held -> {
            held.state(JobState.PAUSED, null);
            return held;
        });
    }

    @Override
    public Uni<Boolean> resume(String tenant, String id) {
        return change(tenant, id, held -> held.job.state() == JobState.PAUSED, held -> {
            held.state(JobState.RUNNING, null);
            return held;
        });
    }

    private Uni<Boolean> change(String tenant, String id, Predicate<Held> expected, UnaryOperator<Held> step) {
        return later(() -> owned(tenant, id).filter(expected).map(step).isPresent());
    }

    @Override
    public Uni<Long> retry(Job job) {
        return later(() -> {
            Optional<Held> found = mine(job)
                    .filter(held -> held.job.state() != JobState.INGESTING && held.job.state() != JobState.FAILED);
            if (found.isEmpty()) {
                return 0L;
            }
            Held held = found.get();
            List<Entry> again = held.entries.stream()
                    .filter(entry -> !entry.bad && Held.isReason(entry))
                    .toList();
            again.forEach(entry -> entry.asked.answer = Optional.empty());
            if (!again.isEmpty()) {
                held.state(JobState.RUNNING, null);
            }
            return (long) again.size();
        });
    }

    @Override
    public Uni<Boolean> delete(Job job) {
        return later(() -> mine(job)
                .filter(held -> held.job.state().isOver())
                .map(held -> jobs.remove(job.id()))
                .map(held -> deleted.add(held.job.tenant() + "\n" + held.job.key()))
                .isPresent());
    }

    @Override
    public Uni<Boolean> wasDeleted(String tenant, String key) {
        return later(() -> deleted.contains(tenant + "\n" + key));
    }

    @Override
    public Uni<List<Row>> rows(Job job, long after, int limit) {
        return later(() -> entries(job)
                .filter(entry -> entry.item.seq() > after)
                .sorted(Comparator.comparingLong(entry -> entry.item.seq()))
                .limit(limit)
                .map(Entry::row)
                .toList());
    }

    @Override
    public Uni<List<Item>> sample(Job job, int size, long seed) {
        return later(() -> entries(job)
                .filter(entry -> !entry.bad)
                .sorted(Comparator.comparingLong(entry -> new SplittableRandom(seed ^ entry.item.seq()).nextLong()))
                .limit(size)
                .map(entry -> new Item(entry.item.id(), entry.item.text()))
                .toList());
    }

    private Stream<Entry> entries(Job job) {
        return mine(job).stream().flatMap(held -> held.entries.stream());
    }

    @Override
    public Uni<Optional<Story>> story(Job job, String item) {
        return later(() -> mine(job)
                .flatMap(held -> Optional.ofNullable(held.byId.get(item)))
                .map(entry -> new Story(entry.row(), entry.asked.item.seq(), 0, List.of())));
    }

    // what a test does in the place of planner and drivers

    /** Settles the item at this place, and all that have its text. */
    public synchronized void answer(String job, long seq, Answer answer) {
        Entry asked = jobs.get(job).entries.get((int) seq - 1).asked;
        asked.answer = Optional.of(answer);
        asked.answeredAt = clock.instant();
    }

    /** Nothing waits any more. */
    public synchronized void complete(String job) {
        jobs.get(job).state(JobState.COMPLETED, clock.instant());
    }

    public synchronized void forget(String job) {
        jobs.remove(job);
    }

    public synchronized void parts(String job, List<Part> parts, Spent spent) {
        jobs.get(job).parts = List.copyOf(parts);
        jobs.get(job).spent = spent;
    }

    private <T> Uni<T> later(Supplier<T> work) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                return work.get();
            }
        });
    }

    private Optional<Held> mine(Job job) {
        return owned(job.tenant(), job.id());
    }

    private Optional<Held> owned(String tenant, String id) {
        return Optional.ofNullable(jobs.get(id))
                .filter(held -> held.job.tenant().equals(tenant));
    }

    private Held reading(Job job) {
        return mine(job)
                .filter(held -> held.job.state() == JobState.INGESTING
                        && held.job.createdAt().equals(job.createdAt()))
                .orElseThrow(() -> new IllegalStateException("the job " + job.id() + " is not being read"));
    }
}
