package dev.sheaf.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.jspecify.annotations.NullUnmarked;

/** A task's name and which of its versions is the current one. */
@Entity
@Table(name = "task")
@NullUnmarked
class TaskEntity extends PanacheEntityBase {

    @Embeddable
    record Key(String tenant, String name) implements Serializable {}

    @EmbeddedId
    Key key;

    @Column(nullable = false)
    String version;
}
