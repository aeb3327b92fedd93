package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A cache of a JVM's is read only by one that runs as it was trained; else it is left aside without a word. */
class TrainingTest {
    private static final String HOME = "/opt/sheaf";
    private static final String DOCKERFILE = Documents.text(Documents.ROOT.resolve("docker/Dockerfile.jvm"));
    private static final String TRAIN = Documents.text(Documents.ROOT.resolve("docker/train"));

    private static String line(String text, String beginning) {
        List<String> found =
                text.lines().filter(line -> line.startsWith(beginning)).toList();
        assertThat(found).as(beginning).hasSize(1);
        return found.get(0);
    }

    /** As the script would, with the installation that the image hands to it. */
    private static String trained() {
        String assigned = line(TRAIN, "jar=").substring("jar=".length());
        return line(TRAIN, "java ").replace("$jar", assigned).replace("$home", HOME);
    }

    @Test
    void it_runs_where_it_was_trained() {
        assertThat(line(DOCKERFILE, "RUN sh /opt/train")).endsWith(" " + HOME);
        assertThat(DOCKERFILE).contains("COPY --from=train --chown=0:0 " + HOME + " ./\n");
        assertThat(DOCKERFILE.lines().filter(line -> line.equals("WORKDIR " + HOME)))
                .hasSize(2);
        String run = line(DOCKERFILE, "ENTRYPOINT");
        assertThat(Documents.all("-jar\"?,? \"?([^\" ]+)", run))
                .isEqualTo(Documents.all("-jar\"?,? \"?([^\" ]+)", trained()))
                .hasSize(1);
    }

    @Test
    void it_reads_the_file_that_training_writes() {
        assertThat(Documents.all("-XX:AOTCache=([^\" ]+)", line(DOCKERFILE, "ENTRYPOINT")))
                .isEqualTo(Documents.all("-XX:AOTCacheOutput=\"?([^\" ]+)", trained()))
                .hasSize(1);
    }

    /** Objects lie in the cache as one collector wants them. */
    @Test
    void it_runs_with_the_collector_that_it_was_trained_with() {
        String collector = "-XX:\\+Use(\\w+GC)";
        assertThat(Documents.all(collector, line(DOCKERFILE, "ENTRYPOINT")))
                .isEqualTo(Documents.all(collector, trained()))
                .hasSize(1);
    }

    @Test
    void it_runs_on_the_jvm_that_it_was_trained_with() {
        String image = line(DOCKERFILE, "FROM eclipse-temurin:25-jre AS train");
        assertThat(image).isNotEmpty();
        assertThat(DOCKERFILE).contains("COPY --from=train --chown=0:0 /opt/java/openjdk /opt/java/openjdk\n");
        assertThat(line(DOCKERFILE, "ENTRYPOINT")).contains("[\"/opt/java/openjdk/bin/java\"");
        // so that the one on the path of the stage that trains is that one
        assertThat(TRAIN).doesNotContain("JAVA_HOME");
    }
}
