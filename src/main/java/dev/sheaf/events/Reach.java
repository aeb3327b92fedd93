package dev.sheaf.events;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses that callers name may be reached from here: hosts of a list, over TLS, and only where their names lead to
 * the public internet. Whatever is special (private, loopback, link-local, shared, multicast, or an IPv4 address in another
 * dress) is out of reach, by the registries of RFC 6890, unless its network is allowed.
 */
public final class Reach {
    private static final int LONGEST = 2_000;

    private static final List<Network> SPECIAL = networks("""
            0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
            192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15
            198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
            2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20
            """);

    /** Of IPv6, all else is special. */
    private static final Network GLOBAL = Network.of("2000::/3");

    private final List<String> hosts;
    private final List<Network> allowed;
    private final boolean plain;

    /**
     * @param hosts that may be named: {@code hooks.example.com}, {@code *.example.com} for all below, {@code *} for any
     * @param networks that may be reached although they are special, as {@code 10.1.0.0/16}
     * @param plain whether HTTP without TLS will do
     * @throws IllegalArgumentException with a sentence
     */
    public Reach(List<String> hosts, List<String> networks, boolean plain) {
        this.hosts = hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList();
        this.allowed = networks.stream().map(Network::of).toList();
        this.plain = plain;
    }

    private static List<Network> networks(String text) {
        return Stream.of(text.strip().split("\\s+")).map(Network::of).toList();
    }

    /** Whether any host may be named at all. */
    public boolean isAnywhere() {
        return !hosts.isEmpty();
    }

    /**
     * An address as a caller wrote it; that it may be named does not say yet where its name leads.
     *
     * @throws IllegalArgumentException why not, in words that follow its name
     */
    public URI named(String text) {
        URI uri = parsed(text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(plain && scheme.equals("http"))) {
            throw new IllegalArgumentException(
                    plain ? "must begin with https:// or http://" : "must begin with https://");
        }
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || uri.getPort() == 0
                || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("must be an address with a host, without a user and a fragment");
        }
        if (!isListed(host(uri))) {
            throw new IllegalArgumentException("names a host that sheaf.events.callback-hosts does not allow");
        }
        return uri;
    }

    private static URI parsed(String text) {
        try {
            if (text.length() <= LONGEST) {
                return new URI(text);
            }
        } catch (URISyntaxException e) {
            // told below; its message would repeat the text
        }
        throw new IllegalArgumentException("must be an address of at most " + LONGEST + " characters");
    }

    private boolean isListed(String host) {
        return hosts.stream()
                .anyMatch(known -> known.equals("*")
                        || known.equals(host)
                        || known.startsWith("*.")
                                && host.endsWith(known.substring(1))
                                && host.length() > known.length() - 1);
    }

    /** In lower case; an IPv6 address without its brackets. */
    static String host(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether this may be connected to. */
    public boolean contains(InetAddress address) {
        return allowed.stream().anyMatch(network -> network.contains(address)) || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        boolean special = SPECIAL.stream().anyMatch(network -> network.contains(address));
        return !special && (address.getAddress().length == 4 || GLOBAL.contains(address));
    }

    /** Why none of these may be connected to; empty where all may. One of several that may not spoils the name. */
    Optional<String> fault(List<InetAddress> addresses) {
        return addresses.stream().allMatch(this::contains) && !addresses.isEmpty()
                ? Optional.empty()
                : Optional.of("its name leads to an address that may not be reached");
    }
}
