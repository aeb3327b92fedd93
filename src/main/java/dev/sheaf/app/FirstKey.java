package dev.sheaf.app;

import dev.sheaf.access.ApiKey;
import dev.sheaf.access.Limits;
import dev.sheaf.access.Locksmith;
import dev.sheaf.access.Role;
import dev.sheaf.access.Tenant;
import dev.sheaf.cli.Programs.NewKey;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cost.Money;
import dev.sheaf.store.DirectKeys;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;

/** A key that is made where no service is asked. */
final class FirstKey {
    /** As PostgreSQL says that there is no such table. */
    private static final String NO_TABLE = "42P01";

    private FirstKey() {}

    /**
     * @param settings say where the database is
     * @return the key itself
     * @throws Refused where it cannot be written down
     */
    static String make(Settings settings, NewKey wish) {
        Locksmith.Made made = AccessWiring.smith(Clock.systemUTC()).make(read(wish));
        try (Connection database = connect(settings)) {
            DirectKeys.add(database, made.held());
        } catch (SQLException failure) {
            throw told(failure);
        }
        return made.text().text();
    }

    private static Connection connect(Settings settings) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(settings.find(Database.JDBC_URL).orElseThrow());
        Optional<String> user = settings.find(Migrations.USER);
        return user.isPresent()
                ? source.getConnection(
                        user.get(), settings.find(Migrations.PASSWORD).orElse(null))
                : source.getConnection();
    }

    private static RuntimeException told(SQLException failure) {
        return NO_TABLE.equals(failure.getSQLState())
                ? new Refused(
                        "The database has no table for keys yet: run `sheaf migrate` with the same settings first.")
                : StartFailure.told(failure);
    }

    private static Locksmith.Wish read(NewKey wish) {
        if (!Tenant.isValid(wish.tenant())) {
            throw new Refused("A tenant's name " + Tenant.MESSAGE + ".");
        }
        if (wish.name().length() > ApiKey.LONGEST_NAME || wish.name().chars().anyMatch(Character::isISOControl)) {
            throw new Refused("A key's name has at most " + ApiKey.LONGEST_NAME + " characters, none to control with.");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        wish.roles()
                .forEach(word -> roles.add(Role.of(word.strip())
                        .orElseThrow(() ->
                                new Refused("There is no role \"" + word + "\": take ask, run, read or admin."))));
        if (roles.isEmpty()) {
            throw new Refused("A key needs a role: ask, run, read or admin.");
        }
        return new Locksmith.Wish(wish.tenant(), wish.name(), roles, limits(wish.limits()));
    }

    private static Limits limits(Map<String, BigDecimal> said) {
        try {
            BigDecimal requests = said.get("requests-per-minute");
            BigDecimal items = said.get("items-per-day");
            BigDecimal usd = said.get("usd-per-day");
            return new Limits(
                    requests == null ? null : requests.intValueExact(),
                    items == null ? null : items.longValueExact(),
                    usd == null ? null : new Money(usd));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new Refused("Limits are whole numbers of requests and items from 1, and an amount from 0.");
        }
    }
}
