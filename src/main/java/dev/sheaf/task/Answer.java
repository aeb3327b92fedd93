package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one item got: a label, several, fields, or the reason why there is nothing. */
public sealed interface Answer {

    /** Whether two answers to the same item say the same. */
    boolean agreesWith(Answer other);

    /** Adds this answer's members to the caller's view of it. */
    void writeTo(ObjectNode view);

    /** One label; none where the task allows an item to have none. */
    record OneLabel(@Nullable String label) implements Answer {
        @Override
        public boolean agreesWith(Answer other) {
            return equals(other);
        }

        @Override
        public void writeTo(ObjectNode view) {
            view.put("label", label);
        }
    }

    /** Any number of labels, in no particular order. */
    record ManyLabels(List<String> labels) implements Answer {
        public ManyLabels {
            labels = List.copyOf(labels);
        }

        @Override
        public boolean agreesWith(Answer other) {
            return other instanceof ManyLabels many && Set.copyOf(labels).equals(Set.copyOf(many.labels));
        }

        @Override
        public void writeTo(ObjectNode view) {
            var array = view.putArray("labels");
            labels.forEach(array::add);
        }
    }

    /** Fields that fit the task's schema. */
    record FieldValues(ObjectNode values) implements Answer {
        @Override
        public boolean agreesWith(Answer other) {
            return equals(other);
        }

        @Override
        public void writeTo(ObjectNode view) {
            view.set("fields", values);
        }
    }

    /**
     * The reply to a request that was sent as it stands.
     *
     * @param status of HTTP; from 400 on the body says why there is no answer
     * @param requestId the provider's
     */
    record Response(int status, @Nullable String requestId, JsonNode body) implements Answer {
        private static final int REFUSED = 400;

        public boolean isGood() {
            return status < REFUSED;
        }

        @Override
        public boolean agreesWith(Answer other) {
            return equals(other);
        }

        @Override
        public void writeTo(ObjectNode view) {
            if (!isGood()) {
                JsonNode error = body.path("error");
                view.putObject("error")
                        .put("code", error.path("code").asText("status_" + status))
                        .put("message", error.path("message").asText());
            }
            ObjectNode response = view.putObject("response");
            response.put("status_code", status).put("request_id", requestId);
            response.set("body", body);
        }
    }

    /** No answer, and why: a stable code, and a sentence for people. */
    record NoAnswer(String code, String message) implements Answer {
        @Override
        public boolean agreesWith(Answer other) {
            return false;
        }

        @Override
        public void writeTo(ObjectNode view) {
            view.putObject("error").put("code", code).put("message", message);
        }
    }
}
