package dev.sheaf.events;

import java.net.InetAddress;
import java.net.URI;

/**
 * Where to knock, and nowhere else: a name that was looked up once, and what it led to then.
 *
 * @param address that was held against the {@link Reach}; connections go there, whatever the name leads to later
 */
record Door(URI uri, InetAddress address) {

    boolean isTls() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    int port() {
        return uri.getPort() > 0 ? uri.getPort() : isTls() ? 443 : 80;
    }

    /** With its query. */
    String path() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
