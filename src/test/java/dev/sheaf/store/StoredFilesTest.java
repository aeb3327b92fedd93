package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.gateway.FilePurpose;
import dev.sheaf.gateway.FileStore;
import dev.sheaf.gateway.FileStoreContract;
import dev.sheaf.gateway.NewFile;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Its clock cannot be set, so what it has stored is made older instead. */
@ExtendWith(OwnDatabase.class)
class StoredFilesTest extends FileStoreContract {
    private Pool pool;
    private FileStore files;

    @BeforeEach
    void begin(Pool pool) {
        this.pool = pool;
        this.files = new StoredFiles(() -> pool, HOLD);
        pool.query("delete from file").execute().await().indefinitely();
    }

    @Override
    protected FileStore files() {
        return files;
    }

    @Override
    protected void pass(Duration time) {
        pool.preparedQuery("update file set expires_at = expires_at - make_interval(secs => $2) where tenant = $1")
                .execute(Tuple.of(tenant, Statements.seconds(time)))
                .await()
                .indefinitely();
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }

    @Test
    void chunks_go_with_their_file() {
        NewFile file = new NewFile(tenant, "file-1", FilePurpose.BATCH, "x\0y", now(), null);
        files.write(file, Multi.createFrom().item(new byte[3 * FileStore.CHUNK]))
                .await()
                .indefinitely();
        assertThat(count("select count(*) from file_chunk")).isEqualTo(3);

        files.delete(tenant, "file-1").await().indefinitely();

        assertThat(count("select count(*) from file_chunk")).isZero();
    }

    @Test
    void an_id_that_no_database_can_hold_is_of_no_file() {
        assertThat(files.find(tenant, "file-\0").await().indefinitely()).isEmpty();
    }

    private long count(String query) {
        return pool.query(query)
                .execute()
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getLong(0);
    }
}
