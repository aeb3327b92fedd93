package dev.sheaf.task;

import java.time.Instant;

/**
 * One immutable version of a task.
 *
 * @param tenant whose task it is
 * @param name its name, the same for all versions
 * @param version the content address of the definition: equal definitions have equal versions
 * @param createdAt when this version was first put
 */
public record Task(String tenant, String name, String version, TaskDefinition definition, Instant createdAt) {}
