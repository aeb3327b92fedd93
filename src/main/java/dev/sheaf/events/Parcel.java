package dev.sheaf.events;

import java.time.Instant;

/**
 * An event that is to be delivered.
 *
 * @param id the same at every attempt
 * @param address as the job's caller named it
 * @param data JSON
 * @param attempts that have failed
 */
public record Parcel(
        String id,
        String tenant,
        String job,
        String type,
        String data,
        String address,
        int attempts,
        Instant createdAt) {

    /** In the log; neither its address nor what it says belongs there. */
    @Override
    public String toString() {
        return "Parcel[" + id + " of " + job + "]";
    }
}
