package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.Structured;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefaults;
import dev.sheaf.task.TaskDefinition;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;

/** Small tasks for tests, written as a user would. */
public final class Tasks {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final TaskDefaults DEFAULTS = new TaskDefaults("gpt-4o-mini", 8_000, 4_000, Duration.ofMillis(20));

    private Tasks() {}

    /** The members are JSON without braces, single quotes for double ones. */
    public static TaskDefinition sentiment(String... members) {
        return definition(
                "'instructions':'Classify the comment by its sentiment.','labels':['POSITIVE','NEGATIVE','NEUTRAL']",
                members);
    }

    public static TaskDefinition facts(String... members) {
        return definition(
                "'instructions':'Extract what the review says.','schema':{'type':'object','properties':{"
                        + "'mood':{'type':'string','enum':['GOOD','BAD']},'stars':{'type':'integer','minimum':1,'maximum':5},"
                        + "'parts':{'type':'array','items':{'type':'string'}},'note':{'type':'string'}},"
                        + "'required':['mood','parts']}",
                members);
    }

    public static TaskDefinition definition(String start, String... members) {
        var json = new StringBuilder("{").append(start);
        for (String member : members) {
            json.append(',').append(member);
        }
        DefinitionReader.Result result =
                new TaskIntake(DEFAULTS).accept(json(json.append('}').toString()));
        return result.definition().orElseThrow(() -> new AssertionError(result.violations()));
    }

    public static Prepared prepared(TaskDefinition definition) {
        return Prepared.of(task(definition), EnumSet.allOf(Structured.class));
    }

    public static Prepared prepared(Task task) {
        return Prepared.of(task, EnumSet.allOf(Structured.class));
    }

    public static Task task(TaskDefinition definition) {
        return new Task("default", "test", DefinitionJson.version(definition), definition, Instant.EPOCH);
    }

    public static JsonNode json(String singleQuoted) {
        try {
            return JSON.readTree(singleQuoted.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
