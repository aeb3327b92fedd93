package dev.sheaf.app;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stops a replica in the database while it writes a step down: its statement waits in a trigger, before it is committed,
 * until the turnstile is opened. Whoever is caught is known by the application name of its connection.
 */
final class Turnstile implements AutoCloseable {
    private static final int HELD = 4711;
    private static final int CAUGHT = 4712;

    private static final String SET_UP = """
            create table turnstile (moment text);
            create function turnstile() returns trigger language plpgsql as $$
            declare moments text[];
            begin
                if tg_table_name = 'request' then
                    moments := array[case new.state when 1 then 'sent' when 2 then 'settled' else '' end];
                else
                    moments := array[
                        case when new.requests > old.requests then 'planned' end,
                        case when old.state = 'planning' and new.state = 'reserved' then 'reserved' end,
                        case when new.lease_owner is not null and old.lease_owner is null then 'claimed' end,
                        case when new.lease_owner is null and old.lease_owner is not null then 'released' end,
                        case when new.admitted and not old.admitted then 'admitted' end,
                        case when new.uploads > old.uploads then 'uploading' end,
                        case when old.state = 'reserved' and new.state = 'uploaded' then 'uploaded' end,
                        case when new.creates > old.creates then 'ordering' end,
                        case when old.state = 'uploaded' and new.state = 'created' then 'created' end,
                        case when new.batch_state is distinct from old.batch_state then 'polled' end,
                        case when old.state <> 'fetched' and new.state = 'fetched' then 'fetched' end,
                        case when old.state = 'fetched' and new.state = 'closed' then 'closed' end];
                end if;
                if exists (select from turnstile where moment = any(moments))
                   and pg_try_advisory_xact_lock(%2$d) then
                    perform pg_advisory_xact_lock(%1$d);
                end if;
                return new;
            end $$;
            create trigger turnstile before update on part for each row execute function turnstile();
            create trigger turnstile before update on request for each row
                when (old.state <> new.state) execute function turnstile();
            """.formatted(HELD, CAUGHT);

    private static final String WAITING = """
            select a.pid, a.application_name from pg_locks l join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and l.objid = %d and not l.granted
            """.formatted(HELD);

    private final Connection connection;

    Turnstile(Map<String, String> database) throws SQLException {
        connection = DriverManager.getConnection(
                database.get(Database.JDBC_URL),
                database.get("quarkus.datasource.username"),
                database.get("quarkus.datasource.password"));
    }

    /** Once, when the tables are there. */
    void setUp() {
        run(SET_UP);
    }

    /** A replica's statement that waits. */
    record Caught(int backend, String replica) {}

    /** From now on it catches whoever is about to write this down. Others that come to the same point pass. */
    void close(String moment) {
        run("select pg_advisory_lock(" + HELD + ")");
        run("insert into turnstile values ('" + moment + "')");
    }

    /** Waits until a replica is caught where it was closed. */
    Caught caught(String moment) {
        AtomicReference<Caught> caught = new AtomicReference<>();
        Until.holds("a replica comes to " + moment, KillIT.PATIENCE, () -> {
            List<List<String>> waiting = rows(WAITING);
            waiting.stream()
                    .map(row -> new Caught(Integer.parseInt(row.get(0)), row.get(1)))
                    .forEach(caught::set);
            return !waiting.isEmpty();
        });
        run("delete from turnstile");
        return caught.get();
    }

    /** What the one that was caught was about to write is not written. */
    void undo(Caught caught) {
        run("select pg_terminate_backend(" + caught.backend() + ")");
        Until.holds("its statement is rolled back", () -> rows("select from pg_stat_activity where pid = "
                        + caught.backend())
                .isEmpty());
    }

    /** Lets the one that was caught go on; or what it wrote, where it is no more. */
    void open() {
        run("select pg_advisory_unlock(" + HELD + ")");
    }

    long number(String sql) {
        return Long.parseLong(rows(sql).get(0).get(0));
    }

    List<List<String>> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
