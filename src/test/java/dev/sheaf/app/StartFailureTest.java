package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.cli.Programs.Refused;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

    @Test
    void a_database_that_refuses_is_one_sentence_in_its_own_words() {
        Throwable failure =
                new RuntimeException("Failed", new FlywayException("Unable\n---", new SQLException("no such role\nx")));
        assertThat(StartFailure.told(failure))
                .isInstanceOf(Refused.class)
                .hasMessage("The database cannot be used: no such role");
    }

    @Test
    void a_setting_that_cannot_be_used_is_named_without_the_machinery() {
        Throwable failure = new RuntimeException("Failed", new ConfigValidationException(new Problem[] {
            new Problem("sheaf.a must be 1"), new Problem("java.lang.IllegalArgumentException: SRCFG00039: sheaf.b")
        }));
        assertThat(StartFailure.told(failure))
                .isInstanceOf(Refused.class)
                .hasMessage("The configuration cannot be used: sheaf.a must be 1; sheaf.b.");
    }

    @Test
    void what_was_refused_while_quarkus_started_is_told_as_it_was() {
        Throwable failure = new RuntimeException("Failed", new Refused("a.yaml is no task"));
        assertThat(StartFailure.told(failure)).isInstanceOf(Refused.class).hasMessage("a.yaml is no task");
    }

    @Test
    void what_is_a_fault_of_the_program_keeps_its_trace() {
        Throwable failure = new RuntimeException("Failed", new NullPointerException());
        assertThat(StartFailure.told(failure)).isNotInstanceOf(Refused.class).hasCause(failure);
    }
}
