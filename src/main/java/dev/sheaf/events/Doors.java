package dev.sheaf.events;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** Opens connections to addresses that callers have named, as far as they are within {@link Reach}. Follows nothing. */
public final class Doors {
    private final Reach reach;
    private final Function<String, Uni<List<InetAddress>>> names;
    private final HttpClient http;

    /**
     * @param names looks a name up
     * @param http that follows no redirects and uses no connection twice
     */
    public Doors(Reach reach, Function<String, Uni<List<InetAddress>>> names, HttpClient http) {
        this.reach = reach;
        this.names = names;
        this.http = http;
    }

    /** It is not, or no longer, to be reached; nothing was sent. */
    static final class Closed extends RuntimeException {
        Closed(String why) {
            super(why, null, false, false);
        }
    }

    /** Looked up anew, and once. Fails with {@link Closed}. */
    Uni<Door> find(String address) {
        return Uni.createFrom()
                .item(() -> reach.named(address))
                .onFailure(IllegalArgumentException.class)
                .transform(fault -> new Closed("the address " + fault.getMessage()))
                .chain(uri -> names.apply(Reach.host(uri)).map(found -> door(uri, found)));
    }

    private Door door(URI uri, List<InetAddress> found) {
        reach.fault(found).ifPresent(why -> {
            throw new Closed(why);
        });
        return new Door(uri, found.get(0));
    }

    /** A connection to that address, under the name's own certificate; nothing is sent yet. */
    Uni<HttpClientRequest> open(HttpMethod method, Door door) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(
                        door.port(), door.address().getHostAddress()))
                .setHost(Reach.host(door.uri()))
                .setPort(door.port())
                .setSsl(door.isTls())
                .setURI(door.path())
                .setFollowRedirects(false);
        return Uni.createFrom().deferred(() -> opened(http.request(options)));
    }

    /** One that comes too late is of no use to anybody. */
    private static Uni<HttpClientRequest> opened(Future<HttpClientRequest> request) {
        return Uni.createFrom()
                .completionStage(request::toCompletionStage)
                .onCancellation()
                .invoke(() -> request.onSuccess(late -> late.connection().close()));
    }
}
