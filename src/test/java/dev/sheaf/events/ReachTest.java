package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.pack.Seeds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Reach ANY = new Reach(List.of("*"), List.of(), false);

    private static InetAddress address(String digits) {
        try {
            return InetAddress.getByName(digits);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "::8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "5f00::1"
            })
    void what_is_no_public_address_is_out_of_reach(String digits) {
        assertThat(ANY.contains(address(digits))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:200::1"
            })
    void its_neighbours_are_within(String digits) {
        assertThat(ANY.contains(address(digits))).isTrue();
    }

    static List<Integer> blocks() {
        return Seeds.blocks(100_000);
    }

    /** Java's own notion of the best known kinds, as a second opinion. */
    @ParameterizedTest
    @MethodSource("blocks")
    void no_address_that_java_knows_as_special_is_within_reach(int block) {
        Seeds.each(block, seed -> {
            SplittableRandom chance = new SplittableRandom(seed);
            InetAddress address = drawn(chance);
            boolean special = address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress();
            assertThat(special && ANY.contains(address))
                    .as("seed %d: %s", seed, address)
                    .isFalse();
            if (address.getAddress().length == 4) {
                assertThat(ANY.contains(address))
                        .as("%s in another dress", address)
                        .isEqualTo(ANY.contains(dressed(address)));
            }
        });
    }

    private static InetAddress drawn(SplittableRandom chance) {
        byte[] bytes = new byte[chance.nextBoolean() ? 4 : 16];
        chance.nextBytes(bytes);
        List<Integer> firsts = List.of(0, 10, 127, 169, 172, 192, 224, 0xfe, 0xfc, 0x20, 0xff);
        if (chance.nextInt(4) > 0) {
            bytes[0] = firsts.get(chance.nextInt(firsts.size())).byteValue();
        }
        if (chance.nextBoolean()) {
            bytes[1] = (byte)
                    List.of(0, 254, 16, 168, 0x80, 1).get(chance.nextInt(6)).intValue();
        }
        return of(bytes);
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** As an IPv6 address that stands for it. */
    private static InetAddress dressed(InetAddress address) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        System.arraycopy(address.getAddress(), 0, bytes, 12, 4);
        return of(bytes);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void a_network_contains_what_begins_as_it_does_and_nothing_else(int block) {
        Seeds.each(block, seed -> {
            SplittableRandom chance = new SplittableRandom(seed);
            InetAddress first = drawn(chance);
            int length = first.getAddress().length * 8;
            int bits = chance.nextInt(length + 1);
            Network network = new Network(first.getAddress(), bits);
            int flipped = chance.nextInt(length);
            byte[] other = first.getAddress();
            other[flipped / 8] ^= (byte) (0x80 >> (flipped % 8));

            assertThat(network.contains(first)).isTrue();
            if (of(other).getAddress().length * 8 == length) {
                assertThat(network.contains(of(other))).as("seed %d", seed).isEqualTo(flipped >= bits);
            }
        });
    }

    @Test
    void a_network_that_is_allowed_is_within_reach_and_its_neighbours_are_not() {
        Reach reach = new Reach(List.of("*"), List.of("10.1.0.0/16", "fd00:1::/32"), false);

        assertThat(List.of("10.1.0.1", "10.1.255.255", "fd00:1::7", "8.8.8.8"))
                .allMatch(digits -> reach.contains(address(digits)));
        assertThat(List.of("10.0.255.255", "10.2.0.0", "fd00:2::7", "127.0.0.1"))
                .noneMatch(digits -> reach.contains(address(digits)));
    }

    @Test
    void one_bad_address_spoils_a_name() {
        assertThat(ANY.fault(List.of(address("8.8.8.8"), address("1.1.1.1")))).isEqualTo(Optional.empty());
        assertThat(ANY.fault(List.of(address("8.8.8.8"), address("127.0.0.1")))).isPresent();
        assertThat(ANY.fault(List.of())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "https://",
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "example.com",
                "//example.com/",
                "https:example.com",
                "https:///x",
                "https://user@example.com/",
                "https://user:word@example.com/",
                "https://example.com/#top",
                "https://exa mple.com/",
                "https://[::1",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://example.com\\@evil.org/",
                "https://ex_ample.com/",
                "https://\u00e9xample.com/",
                "javascript:alert(1)",
                "https://a.com\r\nX: y"
            })
    void what_is_no_address_over_tls_is_refused(String text) {
        assertThatThrownBy(() -> ANY.named(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_host_is_on_the_list_or_is_refused() {
        Reach reach = new Reach(List.of("Hooks.example.com", "*.example.org", "192.0.2.7"), List.of(), false);

        assertThat(List.of(
                        "https://hooks.example.com/a?b=c",
                        "HTTPS://HOOKS.EXAMPLE.COM:8443",
                        "https://a.b.example.org/",
                        "https://192.0.2.7/"))
                .allSatisfy(text -> assertThat(reach.named(text).toString()).isEqualTo(text));
        assertThat(List.of(
                        "https://example.com/",
                        "https://evil-hooks.example.com/",
                        "https://example.org/",
                        "https://evilexample.org/",
                        "https://.example.org/",
                        "https://hooks.example.com.evil.org/",
                        "https://hooks.example.com./",
                        "https://192.0.2.70/",
                        "https://[::1]/"))
                .allSatisfy(text -> assertThatThrownBy(() -> reach.named(text))
                        .as(text)
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void without_a_list_nowhere_is_reached() {
        Reach nowhere = new Reach(List.of(), List.of(), true);

        assertThat(nowhere.isAnywhere()).isFalse();
        assertThatThrownBy(() -> nowhere.named("https://example.com/")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10/8", "::/129", "example.com/8", "10.0.0.0/-1", "", "/8"})
    void what_is_no_network_stops_the_start(String text) {
        assertThatThrownBy(() -> Network.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no network");
    }
}
