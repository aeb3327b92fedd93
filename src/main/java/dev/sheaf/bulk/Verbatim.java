package dev.sheaf.bulk;

import java.util.Optional;

/**
 * What a job asks whose items are requests of their own, sent as they stand: in the place of a task's name such a job has
 * the address that they go to, and in the place of its version their model. No task has such a name.
 *
 * @param endpoint with the wire's version
 */
public record Verbatim(String endpoint, String model) {
    public static final String CHAT = "/v1/chat/completions";
    private static final String WIRE = "/v1/";

    public Verbatim {
        if (!endpoint.startsWith(WIRE)) {
            throw new IllegalArgumentException("no address of the wire: " + endpoint);
        }
    }

    /** Empty where the job asks a task. */
    public static Optional<Verbatim> of(Job job) {
        return job.task().startsWith(WIRE) ? Optional.of(new Verbatim(job.task(), job.version())) : Optional.empty();
    }

    public String task() {
        return endpoint;
    }

    public String version() {
        return model;
    }

    /** Behind the wire's version, as it is added to a base URL. */
    String path() {
        return endpoint.substring(WIRE.length() - 1);
    }
}
