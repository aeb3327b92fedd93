package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.cli.Programs.Refused;
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
    void what_is_a_fault_of_the_program_keeps_its_trace() {
        Throwable failure = new RuntimeException("Failed", new NullPointerException());
        assertThat(StartFailure.told(failure)).isNotInstanceOf(Refused.class).hasCause(failure);
    }
}
