package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TapTest {
    private static final String CHAT = """
            : a comment

            data: {"usage":null,"choices":[{"delta":{"content":"…\\"usage\\":null"},"usage":null}]}

            data:{"choices":[{"delta":{"content":"b"}}],"usage"\t: null}

            data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}

            data: [DONE]

            """;
    private static final String SEEN = """
            : a comment

            data: {"choices":[{"delta":{"content":"…\\"usage\\":null"},"usage":null}]}

            data:{"choices":[{"delta":{"content":"b"}}]}

            data: [DONE]

            """;

    private static String through(Tap tap, byte[] stream, Random random) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        for (int at = 0; at < stream.length; ) {
            int next = Math.min(stream.length, at + 1 + random.nextInt(40));
            shown.writeBytes(tap.pass(Arrays.copyOfRange(stream, at, next)));
            at = next;
        }
        shown.writeBytes(tap.end());
        return shown.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void wherever_a_stream_is_cut_its_usage_is_heard_and_hidden(long seed) {
        Tap tap = new Tap(true);
        assertThat(through(tap, bytes(CHAT), new Random(seed))).isEqualTo(SEEN);
        assertThat(tap.usage()).contains(new Usage(7, 0, 2, 0));
        assertThat(tap.pieces()).isEqualTo(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void the_same_with_the_other_line_ends(long seed) {
        Tap tap = new Tap(true);
        String shown = through(tap, bytes(CHAT.replace("\n", "\r\n")), new Random(seed));
        assertThat(shown).isEqualTo(SEEN.replace("\n", "\r\n"));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void who_asked_sees_every_byte(long seed) {
        Tap tap = new Tap(false);
        assertThat(through(tap, bytes(CHAT), new Random(seed))).isEqualTo(CHAT);
        assertThat(tap.usage()).contains(new Usage(7, 0, 2, 0));
    }

    @Test
    void an_event_without_its_end_is_shown_at_the_end() {
        String cut = "data: {\"choices\":[{\"delta\":{}}],\"usage\":nu";
        assertThat(through(new Tap(true), bytes(cut), new Random(1))).isEqualTo(cut);
    }

    @Test
    void a_usage_beside_choices_stays() {
        String event = "data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":1}}\n\n";
        Tap tap = new Tap(true);
        assertThat(through(tap, bytes(event), new Random(1))).isEqualTo(event);
        assertThat(tap.usage()).contains(new Usage(1, 0, 0, 0));
    }

    @Test
    void the_usage_of_a_response_stands_within_it() {
        String events = """
                event: response.created
                data: {"type":"response.created","response":{"id":"r","usage":null}}

                event: response.completed
                data: {"type":"response.completed","response":{"id":"r","service_tier":"flex","usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1}}}}

                """;
        Tap tap = new Tap(false);
        assertThat(through(tap, bytes(events), new Random(2))).isEqualTo(events);
        assertThat(tap.usage()).contains(new Usage(9, 4, 3, 1));
        assertThat(tap.isFlex()).isTrue();
    }

    @Test
    void an_event_that_never_ends_is_not_held() {
        Tap tap = new Tap(true);
        byte[] piece = new byte[1024 * 1024];
        Arrays.fill(piece, (byte) 'x');
        long shown = 0;
        for (int i = 0; i < 20; i++) {
            shown += tap.pass(piece).length;
        }
        assertThat(shown).isGreaterThan(15L * 1024 * 1024);
        shown += tap.pass(bytes("\n\n")).length;
        assertThat(shown).isEqualTo(20L * 1024 * 1024 + 2);
        assertThat(tap.pass(bytes("data: {\"usage\":null,\"a\":1}\n\n"))).isEqualTo(bytes("data: {\"a\":1}\n\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5},\"data\":[{\"embedding\":[0.1]}]} | 5 | 0",
                "{\"usage\":{\"input_tokens\":5,\"output_tokens\":6,\"extra\":[1,{}]}} | 5 | 6",
                "{\"a\":{\"usage\":{\"prompt_tokens\":1}},\"choices\":[[],{}],\"usage\":{\"prompt_tokens\":5}} | 5 | 0",
            })
    void the_usage_of_a_reply_stands_at_its_top(String reply, long input, long output) {
        assertThat(Said.in(bytes(reply)).usage()).contains(new Usage(input, 0, output, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "<html>", "{\"usage\":{\"seconds\":3,\"type\":\"duration\"}}", "{\"usage\":3}"})
    void other_replies_have_none(String reply) {
        assertThat(Said.in(bytes(reply)).usage()).isEmpty();
    }
}
