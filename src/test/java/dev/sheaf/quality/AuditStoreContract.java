package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cost.Money;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of audits does. */
public abstract class AuditStoreContract {
    protected static final Duration HOLD = Duration.ofMinutes(1);
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final AuditRun.Failure GONE = new AuditRun.Failure("interrupted", "Its service has ended.");
    private static final Spent SPENT =
            new Spent(7, 1, new Usage(70, 20, 9, 4), Optional.of(Money.of("0.000123456789")));
    private static final ObjectNode REPORT =
            JsonNodeFactory.instance.objectNode().put("task", "Größe \"1\"").put("items", 40);

    protected final String tenant = UUID.randomUUID().toString();

    protected abstract AuditStore audits();

    /** Lets time pass for what is held. */
    protected abstract void pass(Duration time);

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private AuditRun run(String id, String task, Instant at) {
        return new AuditRun(
                tenant,
                id + "-" + tenant,
                task,
                "v1",
                "gpt-4o-mini",
                AuditState.CREATED,
                40,
                List.of(5, 20),
                2,
                Optional.of(Money.of("1.5")),
                90,
                0,
                SPENT,
                Spent.nothing(true),
                null,
                null,
                at.truncatedTo(ChronoUnit.MICROS),
                null);
    }

    private AuditRun add(String id) {
        AuditRun run = run(id, "task", Instant.now());
        await(audits().add(run, HOLD));
        return run;
    }

    private AuditRun find(AuditRun run) {
        return await(audits().find(tenant, run.task(), run.id())).orElseThrow();
    }

    private List<String> list(@Nullable String after, int limit) {
        return await(audits().list(tenant, "task", after, limit)).stream()
                .map(AuditRun::id)
                .toList();
    }

    @Test
    void an_audit_is_found_as_it_was_added() {
        AuditRun run = add("a");
        assertThat(find(run)).isEqualTo(run);
    }

    @Test
    void one_without_a_price_and_a_cap_is_found_as_it_was_added() {
        AuditRun with = run("a", "task", Instant.now());
        AuditRun run = new AuditRun(
                with.tenant(),
                with.id(),
                with.task(),
                with.version(),
                with.model(),
                with.state(),
                with.items(),
                with.sizes(),
                with.repetitions(),
                Optional.empty(),
                with.packs(),
                0,
                Spent.nothing(false),
                Spent.nothing(false),
                null,
                null,
                with.createdAt(),
                null);
        await(audits().add(run, HOLD));
        assertThat(find(run)).isEqualTo(run);
    }

    @Test
    void it_is_its_tenants_and_its_tasks_own() {
        AuditRun run = add("a");
        assertThat(await(audits().find("another", run.task(), run.id()))).isEmpty();
        assertThat(await(audits().find(tenant, "other", run.id()))).isEmpty();
        assertThat(await(audits().list("another", run.task(), null, 10))).isEmpty();
    }

    @Test
    void a_sign_of_life_says_how_far_it_is() {
        AuditRun run = add("a");
        assertThat(await(audits().progress(run, 30, SPENT, HOLD))).isTrue();
        assertThat(find(run).state()).isEqualTo(AuditState.RUNNING);
        assertThat(find(run).done()).isEqualTo(30);
        assertThat(find(run).spent()).isEqualTo(SPENT);
    }

    @Test
    void a_finished_one_has_its_report_and_nothing_changes_it() {
        AuditRun run = add("a");
        assertThat(await(audits().finish(run, REPORT, SPENT))).isTrue();
        assertThat(find(run).state()).isEqualTo(AuditState.FINISHED);
        assertThat(find(run).report()).isEqualTo(REPORT);
        assertThat(find(run).done()).isEqualTo(run.packs());
        assertThat(find(run).endedAt()).isNotNull();
        assertThat(await(audits().progress(run, 1, SPENT, HOLD))).isFalse();
        assertThat(await(audits().fail(run, GONE, SPENT))).isFalse();
        assertThat(await(audits().finish(run, REPORT, SPENT))).isFalse();
        assertThat(find(run).report()).isEqualTo(REPORT);
    }

    @Test
    void a_failed_one_says_why_and_what_it_spent() {
        AuditRun run = add("a");
        assertThat(await(audits().fail(run, new AuditRun.Failure("cap_reached", "No room."), SPENT)))
                .isTrue();
        assertThat(find(run).state()).isEqualTo(AuditState.FAILED);
        assertThat(find(run).failure()).isEqualTo(new AuditRun.Failure("cap_reached", "No room."));
        assertThat(find(run).spent()).isEqualTo(SPENT);
    }

    @Test
    void one_that_shows_no_sign_of_life_has_failed_with_what_it_had_spent() {
        AuditRun dead = add("a");
        await(audits().progress(dead, 3, SPENT, HOLD));
        pass(HOLD.plusSeconds(1));
        AuditRun alive = add("b");
        await(audits().progress(alive, 3, SPENT, HOLD));

        await(audits().abandon(GONE));

        assertThat(find(dead).state()).isEqualTo(AuditState.FAILED);
        assertThat(find(dead).failure()).isEqualTo(GONE);
        assertThat(find(dead).spent()).isEqualTo(SPENT);
        assertThat(find(alive).state()).isEqualTo(AuditState.RUNNING);
        assertThat(await(audits().progress(dead, 4, SPENT, HOLD))).isFalse();
    }

    @Test
    void a_sign_of_life_holds_anew() {
        AuditRun run = add("a");
        pass(HOLD.minusSeconds(5));
        await(audits().progress(run, 1, SPENT, HOLD));
        pass(HOLD.minusSeconds(5));
        await(audits().abandon(GONE));
        assertThat(find(run).state()).isEqualTo(AuditState.RUNNING);
    }

    @Test
    void they_are_listed_newest_first_page_by_page_and_without_reports() {
        Instant now = Instant.now();
        for (int i = 0; i < 5; i++) {
            await(audits().add(run("a" + i, "task", now.plusSeconds(i / 2)), HOLD));
        }
        await(audits().finish(run("a4", "task", now), REPORT, SPENT));
        List<String> all = list(null, 10);
        assertThat(all).hasSize(5).first().asString().startsWith("a4");
        assertThat(list(null, 2)).isEqualTo(all.subList(0, 2));
        assertThat(list(all.get(1), 10)).isEqualTo(all.subList(2, 5));
        assertThat(list("nobody", 10)).isEmpty();
        assertThat(await(audits().list(tenant, "task", null, 10))).allMatch(run -> run.report() == null);
    }
}
