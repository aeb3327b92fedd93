package dev.sheaf.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Audits that are forgotten at the end. */
public final class MemoryAudits implements AuditStore {
    private final InstantSource clock;
    private final Map<String, Held> audits = new LinkedHashMap<>();

    public MemoryAudits(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Held {
        AuditRun run;
        Instant until;

        Held(AuditRun run, Instant until) {
            this.run = run;
            this.until = until;
        }
    }

    @Override
    public synchronized Uni<Void> add(AuditRun run, Duration hold) {
        audits.put(run.id(), new Held(run, clock.instant().plus(hold)));
        return Uni.createFrom().voidItem();
    }

    @Override
    public synchronized Uni<Boolean> progress(AuditRun run, long done, Spent spent, Duration hold) {
        boolean open = change(run, it -> with(it, AuditState.RUNNING, done, spent, null, null, null));
        if (open) {
            audits.get(run.id()).until = clock.instant().plus(hold);
        }
        return Uni.createFrom().item(open);
    }

    @Override
    public synchronized Uni<Boolean> finish(AuditRun run, ObjectNode report, Spent spent) {
        return Uni.createFrom()
                .item(change(
                        run, it -> with(it, AuditState.FINISHED, it.packs(), spent, null, report, clock.instant())));
    }

    @Override
    public synchronized Uni<Boolean> fail(AuditRun run, AuditRun.Failure failure, Spent spent) {
        return Uni.createFrom()
                .item(change(run, it -> with(it, AuditState.FAILED, it.done(), spent, failure, null, clock.instant())));
    }

    @Override
    public synchronized Uni<Integer> abandon(AuditRun.Failure failure) {
        List<AuditRun> gone = audits.values().stream()
                .filter(held -> !held.run.state().isOver() && held.until.isBefore(clock.instant()))
                .map(held -> held.run)
                .toList();
        gone.forEach(run -> fail(run, failure, run.spent()));
        return Uni.createFrom().item(gone.size());
    }

    @Override
    public synchronized Uni<Optional<AuditRun>> find(String tenant, String task, String id) {
        return Uni.createFrom()
                .item(Optional.ofNullable(audits.get(id)).map(held -> held.run).filter(run -> isOf(run, tenant, task)));
    }

    @Override
    public synchronized Uni<List<AuditRun>> list(String tenant, String task, @Nullable String after, int limit) {
        List<AuditRun> all = new ArrayList<>(audits.values().stream()
                .map(held -> held.run)
                .filter(run -> isOf(run, tenant, task))
                .sorted(Comparator.comparing(AuditRun::createdAt)
                        .thenComparing(AuditRun::id)
                        .reversed())
                .toList());
        int known = all.stream().map(AuditRun::id).toList().indexOf(String.valueOf(after));
        List<AuditRun> behind = after == null ? all : known < 0 ? List.of() : all.subList(known + 1, all.size());
        return Uni.createFrom()
                .item(behind.stream()
                        .limit(limit)
                        .map(run -> with(run, run.state(), run.done(), run.spent(), run.failure(), null, run.endedAt()))
                        .toList());
    }

    private static boolean isOf(AuditRun run, String tenant, String task) {
        return run.tenant().equals(tenant) && run.task().equals(task);
    }

    private boolean change(AuditRun run, UnaryOperator<AuditRun> change) {
        Held held = audits.get(run.id());
        boolean open = held != null && !held.run.state().isOver();
        if (open) {
            held.run = change.apply(held.run);
        }
        return open;
    }

    private static AuditRun with(
            AuditRun run,
            AuditState state,
            long done,
            Spent spent,
            AuditRun.@Nullable Failure failure,
            @Nullable ObjectNode report,
            @Nullable Instant endedAt) {
        return new AuditRun(
                run.tenant(),
                run.id(),
                run.task(),
                run.version(),
                run.model(),
                state,
                run.items(),
                run.sizes(),
                run.repetitions(),
                run.cap(),
                run.packs(),
                done,
                run.estimate(),
                spent,
                failure,
                report,
                run.createdAt(),
                endedAt);
    }
}
