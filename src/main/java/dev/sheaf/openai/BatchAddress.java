package dev.sheaf.openai;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where files and batches are: below the base of the wire, as chat completions are, but on Azure's older addresses they
 * belong to the resource and not to one deployment of it.
 */
record BatchAddress(URI base) {
    BatchAddress {
        base = URI.create(base.toString().replaceFirst("/deployments/[^/?#]+/?(?=$|\\?)", ""));
    }

    /** The address of what lies under these segments; the base's query is kept. */
    String of(String... segments) {
        StringBuilder address = new StringBuilder(withoutQuery());
        for (String segment : segments) {
            address.append('/')
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return base.getRawQuery() == null
                ? address.toString()
                : address.append('?').append(base.getRawQuery()).toString();
    }

    /** For people: without what may be secret. */
    String inWords() {
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        String path = base.getPath() == null ? "" : base.getPath().replaceAll("/+$", "");
        return base.getScheme() + "://" + base.getHost() + port + path;
    }

    private String withoutQuery() {
        return base.toString().replaceFirst("[?#].*", "").replaceFirst("/+$", "");
    }
}
