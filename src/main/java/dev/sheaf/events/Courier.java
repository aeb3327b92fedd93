package dev.sheaf.events;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.InstantSource;

/** Brings events to where their jobs' callers want them. What is answered is not read, but for its status. */
public final class Courier {
    static final String AGENT = "Sheaf";

    private final Doors doors;
    private final Seal seal;
    private final Duration patience;
    private final InstantSource clock;

    /** @param patience of one attempt, from the look-up of the name to the answer */
    public Courier(Doors doors, Seal seal, Duration patience, InstantSource clock) {
        this.doors = doors;
        this.seal = seal;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * What came of an attempt.
     *
     * @param status of the answer; 0 where there was none
     * @param said in a few words
     */
    record Answer(int status, String said) {
        boolean isTaken() {
            return status / 100 == 2;
        }

        /** The receiver wants no more of it, by Standard Webhooks. */
        boolean isFinal() {
            return status == 410;
        }
    }

    /** Never fails. */
    Uni<Answer> deliver(Parcel parcel) {
        return doors.find(parcel.address())
                .chain(door -> doors.open(HttpMethod.POST, door))
                .chain(request -> send(request, parcel))
                .ifNoItem()
                .after(patience)
                .failWith(() -> new Doors.Closed("no answer within " + patience.toSeconds() + " s"))
                .onFailure()
                .recoverWithItem(failure -> new Answer(0, why(failure)));
    }

    private Uni<Answer> send(HttpClientRequest request, Parcel parcel) {
        byte[] body = Envelope.of(parcel);
        var now = clock.instant();
        request.putHeader("Content-Type", Envelope.MEDIA_TYPE)
                .putHeader("User-Agent", AGENT)
                .putHeader(Seal.ID, parcel.id())
                .putHeader(Seal.TIMESTAMP, Long.toString(now.getEpochSecond()))
                .putHeader(Seal.SIGNATURE, seal.sign(parcel.id(), now, body));
        return Uni.createFrom()
                .completionStage(() -> request.send(Buffer.buffer(body)).toCompletionStage())
                .map(reply -> new Answer(reply.statusCode(), "status " + reply.statusCode()))
                .onTermination()
                .invoke(() -> request.connection().close());
    }

    /** Without what a foreign machine says. */
    private static String why(Throwable failure) {
        return failure instanceof Doors.Closed
                ? String.valueOf(failure.getMessage())
                : "no connection (" + failure.getClass().getSimpleName() + ")";
    }
}
