package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls that leave nothing behind at the provider, passed on as they stand; for a single tenant all others as well. */
final class RelayEndpoint implements Endpoint {
    private static final String WIRE = "/v1";
    private static final List<HttpMethod> METHODS =
            List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    /** @param unnamed the model where a request names none: the provider's own default */
    private record Address(String path, Booked unsaid, String unnamed) {}

    private static final List<Address> ADDRESSES = List.of(
            new Address("/completions", Booked.TOKENS, Outbound.UNNAMED),
            new Address("/embeddings", Booked.TOKENS, Outbound.UNNAMED),
            new Address("/responses", Booked.TOKENS, Outbound.UNNAMED),
            new Address("/moderations", Booked.NOTHING, "omni-moderation-latest"),
            new Address("/images/generations", Booked.NOTHING, "dall-e-2"),
            new Address("/images/edits", Booked.NOTHING, "dall-e-2"),
            new Address("/images/variations", Booked.NOTHING, "dall-e-2"),
            new Address("/audio/speech", Booked.NOTHING, Outbound.UNNAMED),
            new Address("/audio/transcriptions", Booked.NOTHING, Outbound.UNNAMED),
            new Address("/audio/translations", Booked.NOTHING, Outbound.UNNAMED));

    private final GatewayConfig config;
    private final Relaying relaying;

    RelayEndpoint(GatewayConfig config, Relaying relaying) {
        this.config = config;
        this.relaying = relaying;
    }

    @Override
    public void open(Routes routes) {
        ADDRESSES.forEach(address ->
                routes.raw(HttpMethod.POST, WIRE + address.path(), call -> take(call, address, address.path())));
        if (isOpen()) {
            Address any = new Address("", Booked.UNLESS_SAID, Outbound.UNNAMED);
            METHODS.forEach(method -> routes.raw(method, WIRE + "/*", call -> take(call, any, behind(call.request()))));
        }
    }

    private boolean isOpen() {
        return config.passthrough() == Passthrough.ALL;
    }

    /** With its query: on addresses that are not ours we don't know what it means. */
    private static String behind(HttpServerRequest request) {
        return request.uri().substring(request.uri().indexOf(WIRE) + WIRE.length());
    }

    private void take(Call call, Address address, String path) {
        call.body(config.maxBody())
                .chain(body -> Aside.of(body.length(), () -> outbound(call.request(), body, address, path)))
                .subscribe()
                .with(out -> pass(call, out, address), call::refuse);
    }

    private void pass(Call call, Outbound out, Address address) {
        try {
            relaying.pass(call, out, address.unsaid());
        } catch (RuntimeException failure) {
            call.refuse(failure);
        }
    }

    private Outbound outbound(HttpServerRequest request, Buffer body, Address address, String path) {
        String type = type(request);
        Outbound out;
        if (type.startsWith("multipart/")) {
            out = ofForm(body.getBytes(), type, address, path);
        } else if (address.path().isEmpty() && (body.length() == 0 || !type.contains("json"))) {
            out = plain(body.getBytes(), address.unnamed(), CallSize.NONE, true, path);
        } else {
            out = ofJson(body, address, path);
        }
        return out.by(request.method().name()).from(request);
    }

    private static String type(HttpServerRequest request) {
        @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type == null ? "" : type.strip();
    }

    private Outbound ofJson(Buffer body, Address address, String path) {
        ObjectNode parsed = JsonBody.read(body);
        byte[] bytes = body.getBytes();
        if (address.path().equals("/responses") && !isOpen()) {
            Stateless.check(parsed);
        }
        if (address.path().equals("/completions")) {
            return Outbound.json(path, bytes, parsed);
        }
        boolean streamed = parsed.path("stream").booleanValue() || path.equals("/audio/speech");
        String model = PassThrough.model(parsed, address.unnamed());
        refuseTask(model);
        return plain(bytes, model, CallSize.of(bytes.length, parsed), streamed, path);
    }

    private static Outbound ofForm(byte[] body, String type, Address address, String path) {
        Form form = Form.read(type, body);
        String model = form.field("model").orElse(address.unnamed());
        refuseTask(model);
        boolean streamed = form.field("stream")
                .filter(value -> value.toLowerCase(Locale.ROOT).equals("true"))
                .isPresent();
        return plain(body, model, CallSize.ofForm(), streamed, path);
    }

    private static void refuseTask(String model) {
        if (model.startsWith("sheaf/")) {
            throw ApiError.invalid(
                    "Tasks are asked through /v1/chat/completions; here the provider's own models are.",
                    "model",
                    "unsupported_value");
        }
    }

    private static Outbound plain(byte[] body, String model, CallSize size, boolean streamed, String path) {
        return new Outbound("POST", path, Map.of(), body, model, size, streamed, false);
    }
}
