package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;

/** Why Quarkus did not start, for the user: what lies outside the program in one sentence, the rest with its trace. */
final class StartFailure {
    private StartFailure() {}

    static RuntimeException told(Throwable failure) {
        Optional<Refused> refused = first(failure, Refused.class);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<ConfigValidationException> configuration = first(failure, ConfigValidationException.class);
        if (configuration.isPresent()) {
            return new Refused("The configuration cannot be used: " + problems(configuration.get()) + ".");
        }
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

    private static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> kind) {
        return causes(failure).filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** Without the exception's class and number, which say nothing to a user. */
    private static String problems(ConfigValidationException failure) {
        return IntStream.range(0, failure.getProblemCount())
                .mapToObj(i -> failure.getProblem(i).getMessage())
                .map(problem -> problem.replaceAll("\\b(?:[\\w.]+Exception: |SRCFG\\d+: )", ""))
                .distinct()
                .collect(Collectors.joining("; "));
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
