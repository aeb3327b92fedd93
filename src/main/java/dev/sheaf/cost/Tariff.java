package dev.sheaf.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sheaf.task.TaskDefinition;

/** Which of a model's prices a call is billed at. */
public enum Tariff {
    /** An ordinary call. */
    LIST,
    /** A request of a batch. */
    BATCH,
    /** A call that waits for idle capacity: slower, and as cheap as a batch. */
    FLEX;

    private static final String TIER = "service_tier";

    /** Of a task's calls on the online lane. */
    public static Tariff of(TaskDefinition task) {
        return online(task.parameters().getOrDefault(TIER, MissingNode.getInstance()));
    }

    /** @param tier the {@code service_tier} of an ordinary call */
    public static Tariff online(JsonNode tier) {
        return tier.asText().equals("flex") ? FLEX : LIST;
    }
}
