package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.cli.Programs;
import dev.sheaf.cli.Programs.NewKey;
import dev.sheaf.cli.SheafCommand;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The commands that the guide has for keys, as far as they can be held to something without an engine. */
class KeysGuideTest {
    private static final String GUIDE = Documents.text(Documents.ROOT.resolve("README.md"));
    private static final Path DOCKER = Documents.ROOT.resolve("docker");

    @Test
    void a_key_that_is_made_in_an_image_is_made_on_its_database() {
        List<NewKey> made = new ArrayList<>();
        Programs programs = (Programs) Proxy.newProxyInstance(
                Programs.class.getClassLoader(), new Class<?>[] {Programs.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("createKey");
                    made.add((NewKey) arguments[1]);
                    return "shown";
                });
        Set<String> commands = Documents.all("`[^`\\n]*sheaf (key create [^`\\n]*)`", GUIDE);

        assertThat(commands).isNotEmpty().allMatch(command -> command.endsWith(" --database"));
        assertThat(commands).allSatisfy(command -> assertThat(SheafCommand.run(command.split(" "), programs))
                .isZero());
        assertThat(made).hasSameSizeAs(commands).allMatch(key -> key.roles().size() == 2);
    }

    /** What runs in an image by its full name is what that image begins with. */
    @Test
    void what_is_run_in_an_image_is_there() {
        String[] executable = entry("Dockerfile.native");
        assertThat(Documents.all("-- (/\\S+) key create", GUIDE)).containsExactly(executable[0]);
        assertThat(Documents.text(DOCKER.resolve("Dockerfile.native")))
                .contains("WORKDIR " + Path.of(executable[0]).getParent() + "\n")
                .contains("-runner ./" + Path.of(executable[0]).getFileName() + "\n");
        String[] jvm = entry("Dockerfile.jvm");
        assertThat(GUIDE).contains("`" + jvm[0] + " -jar " + jvm[jvm.length - 1] + "`");
    }

    private static String[] entry(String dockerfile) {
        String line = Documents.all("(?m)^ENTRYPOINT \\[(.*)]$", Documents.text(DOCKER.resolve(dockerfile)))
                .iterator()
                .next();
        return line.replace("\"", "").split(", ");
    }

    /** {@code run} keeps the entry point and the environment of a service, which has to know the database. */
    @Test
    void compose_runs_it_where_the_database_is_known() {
        String service = Documents.all("compose\\.yaml run --rm (\\w+) key create", GUIDE)
                .iterator()
                .next();
        assertThat(Documents.of(DOCKER.resolve("compose.yaml"))
                        .get(0)
                        .content()
                        .path("services")
                        .path(service)
                        .path("environment")
                        .path("DATABASE_URL")
                        .asText())
                .startsWith("postgresql://");
    }

    @Test
    void the_admin_key_lies_where_the_guide_looks_for_it() {
        Set<String> secrets = Documents.all("--secret (sheaf-[a-z-]+)`", GUIDE);
        assertThat(secrets).containsExactly("sheaf-admin-key");
        assertThat(Documents.text(Documents.ROOT.resolve("kubernetes/overlays/cloud-run/up.sh")))
                .contains("made sheaf-admin-key");
        assertThat(GUIDE).contains("get secret sheaf -o", ".data.SHEAF_ADMIN_KEY");
        assertThat(Documents.text(Documents.ROOT.resolve("kubernetes/base/README.md")))
                .contains("create secret generic sheaf ", "--from-literal=SHEAF_ADMIN_KEY=");
    }
}
