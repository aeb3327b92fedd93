package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.cli.Programs.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaTest {

    @Test
    void the_index_names_every_migration_in_its_order() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<String> there = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.replaceAll("V(\\d+)__.*", "$1"))))
                    .toList();
            assertThat(MigrationFiles.names()).as("db/migration/index.txt").containsExactlyElementsOf(there);
            assertThat(there.get(there.size() - 1)).startsWith("V" + MigrationFiles.newest() + "__");
        }
    }

    @Test
    void tables_that_are_older_are_refused_with_the_way_out() {
        assertThatThrownBy(() -> SchemaCheck.held(6, 7))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("version 6")
                .hasMessageContaining("version 7")
                .hasMessageContaining("sheaf migrate");
    }

    @Test
    void tables_that_are_newer_are_those_of_the_replica_that_comes_next() {
        assertThatCode(() -> SchemaCheck.held(8, 7)).doesNotThrowAnyException();
    }
}
