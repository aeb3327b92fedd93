package dev.sheaf.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A version of a task. Rows are never changed. */
@Entity
@Table(name = "task_version")
@NullUnmarked
class TaskVersionEntity extends PanacheEntityBase {

    @Embeddable
    record Key(String tenant, String name, String version) implements Serializable {}

    @EmbeddedId
    Key key;

    @Column(nullable = false)
    String definition;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;
}
