package dev.sheaf.events;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses with the same beginning, as {@code 10.0.0.0/8} or {@code fc00::/7}.
 *
 * @param bits how many of the first ones count
 */
record Network(byte[] first, int bits) {

    /** @throws IllegalArgumentException with a sentence */
    static Network of(String text) {
        String[] parts = text.strip().split("/", -1);
        byte @Nullable [] first = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        int bits = parts.length == 2 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : -1;
        if (first == null || bits < 0 || bits > first.length * 8) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no network like 10.0.0.0/8, 127.0.0.1/32 or fc00::/7.");
        }
        return new Network(first, bits);
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != first.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((bytes[bit / 8] & mask) != (first[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
