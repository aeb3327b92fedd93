package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A reply to chat completions: the completion, or the envelope of an error. */
record Completion(int status, ObjectNode body) {

    static Completion of(ApiError error) {
        return new Completion(error.status(), error.envelope());
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }
}
