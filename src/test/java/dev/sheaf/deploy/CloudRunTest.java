package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.deploy.Pods.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What Google's documents ask for beyond what a schema can say, and whether the script does it in an order that works. */
class CloudRunTest {
    private static final Path DIRECTORY = Documents.ROOT.resolve("kubernetes/overlays/cloud-run");
    private static final String SCRIPT = Documents.text(DIRECTORY.resolve("up.sh"));
    private static final JsonNode SERVICE = Pods.manifest("overlays/cloud-run/service.yaml");

    private static List<Running> workers() {
        return Pods.ofCommand("serve", "tick").stream()
                .filter(Running::isOnCloudRun)
                .toList();
    }

    private static Set<String> secrets() {
        Set<String> names = new TreeSet<>();
        Pods.running().stream().filter(Running::isOnCloudRun).forEach(one -> one.container()
                .findValues("secretKeyRef")
                .forEach(secret -> names.add(secret.path("name").asText())));
        return names;
    }

    @Test
    void our_keys_say_who_may_call_and_nobody_before_them() {
        assertThat(SERVICE.at("/metadata/annotations")
                        .path("run.googleapis.com/invoker-iam-disabled")
                        .asText())
                .isEqualTo("true");
        assertThat(SERVICE.findValuesAsText("name")).contains("SHEAF_ADMIN_KEY");
    }

    /** By HTTP/1 Cloud Run takes no request above 32 MiB; that the service speaks HTTP/2 there is ServedTest's. */
    @Test
    void requests_come_by_http_2() {
        assertThat(SERVICE.at("/spec/template/spec/containers/0/ports/0/name").asText())
                .isEqualTo("h2c");
    }

    @Test
    void every_secret_may_be_read_before_something_is_started_with_it() {
        Set<String> readable = new TreeSet<>();
        Documents.all("for secret in ([a-z -]+);", SCRIPT)
                .forEach(list -> List.of(list.split(" ")).forEach(name -> readable.add("sheaf-" + name)));
        assertThat(readable).isEqualTo(secrets());
        assertThat(SCRIPT.indexOf("secretAccessor")).isBetween(1, SCRIPT.indexOf("run jobs replace"));
    }

    /** The others are the operator's to make, and the guide says so. */
    @Test
    void every_secret_is_made_by_the_script_or_asked_for_by_the_guide() {
        Set<String> there = Documents.all("\\| made (sheaf-[a-z-]+)", SCRIPT);
        assertThat(there).hasSize(3);
        String guide = Documents.text(DIRECTORY.resolve("README.md"));
        there.addAll(Documents.all("the secret `(sheaf-[a-z-]+)`", guide));
        there.addAll(Documents.all("provider's key as `(sheaf-[a-z-]+)`", guide));
        assertThat(there).isEqualTo(secrets());
    }

    /** What the service lets in, the job has to deliver to. */
    @Test
    void service_and_job_agree_on_callbacks() {
        assertThat(workers()).hasSize(2);
        assertThat(workers().stream().map(one -> one.container().findValues("env").stream()
                        .flatMap(list -> list.valueStream())
                        .filter(variable -> variable.path("name").asText().startsWith("SHEAF_EVENTS_CALLBACK"))
                        .toList()))
                .allMatch(list -> list.size() == 2)
                .containsOnly(workers()
                        .get(0)
                        .container()
                        .path("env")
                        .valueStream()
                        .filter(variable -> variable.path("name").asText().startsWith("SHEAF_EVENTS_CALLBACK"))
                        .toList());
    }

    /** A role on a job can be given once the job is there, and has to be before the scheduler comes. */
    @Test
    void the_scheduler_may_start_the_job_that_it_starts() {
        int there = SCRIPT.indexOf("jobs replace \"$scratch/tick.yaml\"");
        int allowed = SCRIPT.indexOf("jobs add-iam-policy-binding sheaf-tick");
        assertThat(there).isBetween(1, allowed);
        assertThat(allowed).isLessThan(SCRIPT.lastIndexOf("scheduler create"));
        assertThat(SCRIPT).contains("/jobs/sheaf-tick:run").contains("--role roles/run.invoker");
    }

    @Test
    void what_is_to_be_filled_in_is() {
        Set<String> filled = Documents.all("s\\|([A-Z_]+)\\|\\$", SCRIPT);
        assertThat(filled).containsExactlyInAnyOrder("PROJECT", "REGION", "SERVICE_ACCOUNT", "RECEIVERS");
        Documents.files(DIRECTORY, ".*\\.yaml").forEach(file -> {
            String text = Documents.text(file);
            filled.stream().filter(text::contains).forEach(word -> assertThat(
                            Documents.all("\\b([A-Z]*_?" + word + "\\w*)\\b", text))
                    .as("nothing else is called so in %s", file)
                    .containsOnly(word));
        });
    }
}
