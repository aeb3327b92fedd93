package dev.sheaf.store;

import dev.sheaf.access.ApiKey;
import dev.sheaf.access.KeyStore;
import dev.sheaf.cost.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;

/** Adds keys where no service runs. */
public final class DirectKeys {
    private DirectKeys() {}

    public static void add(Connection database, KeyStore.Held held) throws SQLException {
        ApiKey key = held.key();
        try (PreparedStatement add = database.prepareStatement(KeySql.ADD_DIRECTLY)) {
            add.setString(1, key.id());
            add.setString(2, key.tenant());
            add.setString(3, key.name());
            add.setArray(4, database.createArrayOf("text", StoredKeys.words(key.roles())));
            add.setString(5, held.digest().hex());
            add.setObject(6, key.createdAt().atOffset(ZoneOffset.UTC));
            Money usd = key.limits().usdPerDay();
            add.setObject(7, key.limits().requestsPerMinute(), Types.INTEGER);
            add.setObject(8, key.limits().itemsPerDay(), Types.BIGINT);
            add.setBigDecimal(9, usd == null ? null : usd.usd());
            add.executeUpdate();
        }
    }
}
