package dev.sheaf.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A call that came from this machine, but perhaps for a web page that somebody on it looks at: browsers send what any page
 * wants to where that wants it. Pages of elsewhere give themselves away by their origin; one whose name was made to lead
 * here (DNS rebinding) by the host that it asks for. The message is a sentence for the caller.
 */
public final class ForeignPage extends RuntimeException {
    private static final Pattern HERE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final String SITE = "Sec-Fetch-Site";
    private static final String SCHEME = "://";

    private ForeignPage(String why) {
        super(
                why + " Without any key this service answers programs on its machine only: make a key, or call it as"
                        + " localhost.",
                null,
                false,
                false);
    }

    static Optional<ForeignPage> in(HttpServerRequest request) {
        HostAndPort host = request.authority();
        if (host == null || !isHere(host.host())) {
            return Optional.of(new ForeignPage("The host that was asked for is none of this machine."));
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean foreign = origin != null && !isOf(origin, host);
        return foreign || "cross-site".equalsIgnoreCase(request.getHeader(SITE))
                ? Optional.of(new ForeignPage("This comes from a web page of another origin."))
                : Optional.empty();
    }

    private static boolean isHere(String host) {
        return HERE.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /** An origin is a scheme, a host and a port; {@code null} stands for those that are not told. */
    private static boolean isOf(String origin, HostAndPort host) {
        int scheme = origin.indexOf(SCHEME);
        HostAndPort named =
                scheme < 0 ? null : HostAndPort.parseAuthority(origin.substring(scheme + SCHEME.length()), -1);
        return named != null && named.host().equalsIgnoreCase(host.host()) && named.port() == host.port();
    }
}
