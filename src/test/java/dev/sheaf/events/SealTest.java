package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.pack.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);

    private static Secret secret(SplittableRandom chance) {
        byte[] key = new byte[16 + chance.nextInt(49)];
        chance.nextBytes(key);
        return Secret.of("whsec_" + Base64.getEncoder().encodeToString(key));
    }

    private static byte[] bytes(SplittableRandom chance, int most) {
        byte[] bytes = new byte[1 + chance.nextInt(most)];
        chance.nextBytes(bytes);
        return bytes;
    }

    private static Seal.Message signed(Seal seal, String id, Instant at, byte[] body) {
        return new Seal.Message(id, Long.toString(at.getEpochSecond()), seal.sign(id, at, body), body);
    }

    /** The example that the specification's own libraries are tested with. */
    @Test
    void it_signs_as_everybody_else_does() {
        Seal seal = new Seal(List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        String signature = seal.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), body);

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    static List<Integer> blocks() {
        return Seeds.blocks(10_000);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void what_was_signed_is_good_and_with_anything_changed_it_is_not(int block) {
        Seeds.each(block, seed -> {
            SplittableRandom chance = new SplittableRandom(seed);
            Secret secret = secret(chance);
            Seal seal = new Seal(List.of(secret));
            Instant at = NOW.plusSeconds(chance.nextInt(-300, 301));
            Seal.Message good = signed(seal, "msg_" + chance.nextInt(1_000_000), at, bytes(chance, 2_000));

            assertThat(seal.fault(good, NOW)).as("seed %d", seed).isEmpty();
            for (Seal.Message bad : spoilt(good, chance)) {
                assertThat(seal.fault(bad, NOW)).as("seed %d: %s", seed, bad).isPresent();
            }
            assertThat(new Seal(List.of(secret(chance))).fault(good, NOW))
                    .as("seed %d", seed)
                    .isPresent();
        });
    }

    private static List<Seal.Message> spoilt(Seal.Message good, SplittableRandom chance) {
        byte[] body = good.body().clone();
        body[chance.nextInt(body.length)] ^= (byte) (1 << chance.nextInt(8));
        String time = Long.toString(Long.parseLong(good.timestamp()) + 1);
        byte[] mac = Base64.getDecoder().decode(good.signatures().substring(3));
        mac[chance.nextInt(mac.length)] ^= (byte) (1 << chance.nextInt(8));
        String other = Base64.getEncoder().encodeToString(mac);
        return List.of(
                new Seal.Message(good.id(), good.timestamp(), good.signatures(), body),
                new Seal.Message(good.id() + "x", good.timestamp(), good.signatures(), good.body()),
                new Seal.Message(good.id(), time, good.signatures(), good.body()),
                new Seal.Message(good.id(), good.timestamp(), "v1," + other, good.body()),
                new Seal.Message(
                        good.id(), good.timestamp(), "v1a" + good.signatures().substring(2), good.body()),
                new Seal.Message(good.id(), good.timestamp(), good.signatures().substring(3), good.body()));
    }

    @Test
    void while_secrets_are_exchanged_either_will_do_at_both_ends() {
        SplittableRandom chance = new SplittableRandom(1);
        Secret old = secret(chance);
        Secret fresh = secret(chance);
        byte[] body = bytes(chance, 100);
        Seal both = new Seal(List.of(fresh, old));

        assertThat(both.fault(signed(new Seal(List.of(old)), "m", NOW, body), NOW))
                .isEmpty();
        assertThat(both.fault(signed(new Seal(List.of(fresh)), "m", NOW, body), NOW))
                .isEmpty();
        assertThat(new Seal(List.of(old)).fault(signed(both, "m", NOW, body), NOW))
                .isEmpty();
        assertThat(new Seal(List.of(fresh)).fault(signed(both, "m", NOW, body), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {301, -301, 86_400, -1_000_000})
    void what_is_too_old_or_from_the_future_is_not_good(long away) {
        Seal seal = new Seal(List.of(secret(new SplittableRandom(2))));
        Seal.Message message = signed(seal, "m", NOW.plusSeconds(away), new byte[] {1});

        assertThat(seal.fault(message, NOW))
                .hasValueSatisfying(why -> assertThat(why).contains("older or newer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v1,",
                "v1",
                ",",
                "v1,===",
                "v1,\u00fc",
                "v1,AAAA",
                "v2,AAAA v1a,AAAA",
                "1790000000",
                "\t"
            })
    void no_signature_is_taken_for_one(String signatures) {
        Seal seal = new Seal(List.of(secret(new SplittableRandom(3))));

        assertThat(seal.fault(new Seal.Message("m", "1790000000", signatures, new byte[0]), NOW))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-5", "1790000000.0", "99999999999999999999", " 1790000000", "0x10"})
    void no_time_is_taken_for_one(String timestamp) {
        Seal seal = new Seal(List.of(secret(new SplittableRandom(4))));
        String signature = seal.sign("m", NOW, new byte[0]);

        assertThat(seal.fault(new Seal.Message("m", timestamp, signature, new byte[0]), NOW))
                .isPresent();
    }

    @Test
    void without_a_secret_nothing_is_good() {
        Seal none = new Seal(List.of());

        assertThat(none.isThere()).isFalse();
        assertThat(none.fault(signed(none, "m", NOW, new byte[0]), NOW)).isPresent();
        assertThat(none.fault(new Seal.Message("m", "1790000000", "v1,", new byte[0]), NOW))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"whsec_", "whsec_c2hvcnQ=", "swordfish", "whsec_%%%%", "d2hzZWNfYWFhYWFhYWFhYWFhYWFhYWFhYWE="})
    void what_is_no_secret_is_refused_without_being_repeated(String text) {
        assertThatThrownBy(() -> Secret.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A webhook's secret is whsec_ and the base64 of 16 bytes or more.");
    }

    @Test
    void a_secret_does_not_show_itself_in_a_log() {
        assertThat(secret(new SplittableRandom(5))).hasToString("Secret");
    }
}
