package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import io.quarkus.runtime.QuarkusBindException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;

/** Why Quarkus did not start, for the user: what lies outside the program in one sentence, the rest with its trace. */
final class StartFailure {
    private StartFailure() {}

    static RuntimeException told(Throwable failure) {
        Optional<Throwable> database =
                causes(failure).filter(StartFailure::isOfDatabase).reduce((outer, inner) -> inner);
        if (database.isPresent()) {
            return new Refused("The database cannot be used: " + firstLine(database.get()));
        }
        if (causes(failure).anyMatch(QuarkusBindException.class::isInstance)) {
            return new Refused("The port was taken while the service started: choose another with --port.");
        }
        return new IllegalStateException("the service cannot start", failure);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static boolean isOfDatabase(Throwable cause) {
        return cause instanceof SQLException || cause instanceof FlywayException;
    }

    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("it does not say why");
    }
}
