package dev.sheaf.rest;

import dev.sheaf.online.Draining;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.Flow;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/** Writes a {@link ByteStream}: each piece when the one before it has left. */
@Provider
@Produces({UploadResource.CSV, UploadResource.NDJSON, MediaType.SERVER_SENT_EVENTS})
public class ByteStreamWriter implements ServerMessageBodyWriter<ByteStream> {
    private static final Logger LOG = Logger.getLogger(ByteStreamWriter.class);

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == ByteStream.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ByteStream.class;
    }

    @Override
    public void writeResponse(ByteStream stream, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        context.serverResponse().setChunked(true);
        stream.bytes().subscribe().withSubscriber(new Pieces(request));
    }

    @Override
    public void writeTo(
            ByteStream stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("a stream of bytes is written to a response only");
    }

    private static final class Pieces implements Flow.Subscriber<byte[]> {
        private final ResteasyReactiveRequestContext request;
        private final ServerHttpResponse response;
        private Flow.@Nullable Subscription upstream;

        Pieces(ResteasyReactiveRequestContext request) {
            this.request = request;
            this.response = request.serverResponse();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            upstream = subscription;
            response.addCloseHandler(subscription::cancel);
            subscription.request(1);
        }

        @Override
        public void onNext(byte[] piece) {
            response.write(piece).whenComplete(this::written);
        }

        private void written(@Nullable Void done, @Nullable Throwable gone) {
            Flow.Subscription subscription = upstream;
            if (subscription == null) {
                return;
            }
            if (gone == null) {
                subscription.request(1);
            } else {
                subscription.cancel();
                request.close();
            }
        }

        @Override
        public void onError(Throwable failure) {
            boolean expected = failure instanceof Refused || failure instanceof Draining;
            LOG.logf(
                    expected ? Logger.Level.INFO : Logger.Level.ERROR,
                    expected ? null : failure,
                    "A reply broke off midway: %s",
                    failure.getMessage());
            response.reset();
            request.close();
        }

        @Override
        public void onComplete() {
            response.end();
            request.close();
        }
    }
}
