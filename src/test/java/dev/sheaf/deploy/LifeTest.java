package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.deploy.Documents.Document;
import dev.sheaf.deploy.Pods.Running;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From nothing to the tables, through work, and to nothing again. */
class LifeTest {
    /** What Cloud Run gives a container, whatever is asked for. */
    private static final Duration OF_CLOUD_RUN = Duration.ofSeconds(10);

    /** For the rest of the end: connections are closed, and the machine halts. */
    private static final Duration REST = Duration.ofSeconds(2);

    /** As sheaf.bulk.spool-bytes has it. */
    private static final String SPOOL = "4000000000";

    /** How long Knative's network may take to let a pod go. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final JsonNode KNATIVE = Pods.manifest("overlays/knative/service.yaml");

    static List<Running> workers() {
        return Pods.ofCommand("serve", "tick");
    }

    @Test
    void there_are_workers_of_every_kind() {
        assertThat(workers()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("workers")
    void the_platform_waits_longer_for_the_end_than_it_takes(Running worker) {
        Duration work = worker.duration("QUARKUS_SHUTDOWN_TIMEOUT", Pods.built("quarkus.shutdown.timeout"));
        JsonNode before = worker.container().at("/lifecycle/preStop/sleep/seconds");
        assertThat(grace(worker))
                .isGreaterThan(work.plus(REST).plusSeconds(before.asLong()))
                .isPositive();
    }

    /** Knative has no word of its own for it: it is the time of the longest request. */
    private static Duration grace(Running worker) {
        if (worker.isOnCloudRun()) {
            return OF_CLOUD_RUN;
        }
        JsonNode said = worker.pod().path("terminationGracePeriodSeconds");
        return Duration.ofSeconds((said.isMissingNode() ? worker.pod().path("timeoutSeconds") : said).asLong());
    }

    @ParameterizedTest
    @MethodSource("workers")
    void files_on_their_way_have_less_room_than_there_is(Running worker) {
        BigDecimal spool = new BigDecimal(worker.environment().getOrDefault("SHEAF_BULK_SPOOL_BYTES", SPOOL));
        assertThat(spool).isGreaterThan(BigDecimal.ZERO).isLessThan(room(worker));
    }

    /** Where there is no volume they lie in memory, beside everything else. */
    private static BigDecimal room(Running worker) {
        JsonNode volume = worker.pod().at("/volumes/0/emptyDir/sizeLimit");
        return volume.isMissingNode()
                ? bytes(worker.container().at("/resources/limits/memory")).divide(BigDecimal.valueOf(2))
                : bytes(volume);
    }

    private static BigDecimal bytes(JsonNode quantity) {
        return Quantity.getAmountInBytes(Quantity.parse(quantity.asText()));
    }

    @Test
    void between_two_pings_knative_reaches_nothing() {
        Matcher every = Pattern.compile("\\*/(\\d+) \\* \\* \\* \\*")
                .matcher(Pods.manifest("overlays/knative/pingsource.yaml")
                        .at("/spec/schedule")
                        .asText());
        assertThat(every.matches()).isTrue();
        Duration pause = Duration.ofMinutes(Long.parseLong(every.group(1)));
        assertThat(annotation("window", "60s")
                        .plus(annotation("scale-to-zero-pod-retention-period", "0s"))
                        .plus(GRACE))
                .isLessThan(pause.dividedBy(2));
        assertThat(annotation("window", "60s")).isGreaterThanOrEqualTo(Duration.ofSeconds(6));
    }

    private static Duration annotation(String name, String unless) {
        String text = KNATIVE.at("/spec/template/metadata/annotations")
                .path("autoscaling.knative.dev/" + name)
                .asText(unless);
        return Duration.parse("PT" + text);
    }

    /** From the request that starts the pod to its answer, before which not a byte comes. */
    @Test
    void a_tick_is_answered_before_knative_gives_up_on_it() {
        JsonNode spec = KNATIVE.at("/spec/template/spec");
        Running service = workers().stream()
                .filter(one -> one.pod().equals(spec))
                .findFirst()
                .orElseThrow();
        Duration tick = service.duration("SHEAF_EVENTS_TICK", "PT50S");
        assertThat(Duration.ofSeconds(spec.path("timeoutSeconds").asLong()))
                .isEqualTo(Duration.ofSeconds(
                        spec.path("responseStartTimeoutSeconds").asLong()))
                .isLessThanOrEqualTo(Duration.ofMinutes(10))
                .isGreaterThanOrEqualTo(tick.plusSeconds(20));
        assertThat(tick).isGreaterThan(Duration.ofMinutes(9));
    }

    @Test
    void who_is_woken_by_others_begins_nothing_by_itself() {
        List<Running> woken = Pods.ofCommand("serve").stream()
                .filter(one ->
                        one.manifest().content().path("apiVersion").asText().startsWith("serving.knative.dev"))
                .toList();
        assertThat(woken).hasSize(2).allSatisfy(one -> assertThat(one.environment())
                .containsEntry("SHEAF_BULK_WORK", "false"));
    }

    static Stream<Document> kustomizations() {
        return Documents.files("kustomization\\.yaml").flatMap(file -> Documents.of(file).stream());
    }

    /** The tables are made by an init container or a job of the same way of running it. */
    @Test
    void wherever_something_works_something_migrates_before() {
        assertThat(workers())
                .allSatisfy(worker ->
                        assertThat(migrations(worker)).as("of %s", worker).isNotEmpty());
    }

    private static List<Running> migrations(Running worker) {
        return Pods.ofCommand("migrate").stream()
                .filter(one -> isInit(worker, one) || isNamed(worker, one) || isRun(worker, one))
                .filter(one ->
                        one.container().path("image").equals(worker.container().path("image")))
                .toList();
    }

    private static boolean isInit(Running worker, Running migration) {
        return migration.pod().equals(worker.pod())
                && worker.pod().at("/initContainers/0").equals(migration.container());
    }

    private static boolean isNamed(Running worker, Running migration) {
        return migration.manifest().content().path("apiVersion").asText().equals("batch/v1")
                && kustomizations().anyMatch(one -> names(one, worker) && names(one, migration));
    }

    private static boolean names(Document kustomization, Running running) {
        for (JsonNode resource : kustomization.content().path("resources")) {
            if (kustomization
                    .file()
                    .resolveSibling(resource.asText())
                    .normalize()
                    .equals(running.manifest().file())) {
                return true;
            }
        }
        return false;
    }

    /** The script makes the job, runs it to its end, and only then touches what works. */
    private static boolean isRun(Running worker, Running migration) {
        if (!worker.isOnCloudRun() || !migration.isOnCloudRun()) {
            return false;
        }
        String job = migration.manifest().content().at("/metadata/name").asText();
        String script = Documents.text(worker.manifest().file().resolveSibling("up.sh"));
        int made = script.indexOf(
                "jobs replace \"$scratch/" + migration.manifest().file().getFileName());
        int run = script.indexOf("jobs execute " + job + " --wait");
        int works =
                script.indexOf("replace \"$scratch/" + worker.manifest().file().getFileName());
        return 0 <= made && made < run && run < works;
    }
}
