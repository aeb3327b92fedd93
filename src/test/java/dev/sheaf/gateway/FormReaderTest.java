package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.pack.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormReaderTest {
    private static final String BOUNDARY = "--cut";
    private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    /** Of a form: names, and contents as Latin 1. */
    private static final class Seen implements FormReader.Parts {
        final List<String> parts = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private String name = "";

        @Override
        public void begin(PartHead head) {
            name = head.name() + (head.filename() == null ? "" : " " + head.filename());
            content.reset();
        }

        @Override
        public void data(byte[] bytes, int from, int to) {
            assertThat(from).isLessThan(to);
            content.write(bytes, from, to - from);
        }

        @Override
        public void end() {
            parts.add(name + ": " + content.toString(StandardCharsets.ISO_8859_1));
        }
    }

    private static List<String> read(@Nullable String type, byte[]... pieces) {
        Seen seen = new Seen();
        FormReader reader = FormReader.of(type, seen);
        for (byte[] piece : pieces) {
            reader.read(piece);
        }
        reader.end();
        return seen.parts;
    }

    private static List<String> read(String form) {
        return read(TYPE, form.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(String disposition, String content) {
        return "----cut\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static final String END = "----cut--\r\n";

    @Test
    void parts_come_in_their_order() {
        assertThat(read(part("name=\"purpose\"", "batch") + part("name=file; filename=a.jsonl", "{}\r\n") + END))
                .containsExactly("purpose: batch", "file a.jsonl: {}\r\n");
    }

    @Test
    void what_stands_before_and_after_the_parts_is_no_part() {
        assertThat(read("hello\r\n" + part("name=a", "") + END + "\r\n----cut\r\nmore"))
                .containsExactly("a: ");
    }

    @Test
    void blanks_may_follow_a_delimiter_and_other_headers_a_name() {
        assertThat(read(
                        "----cut \t\r\nContent-Type: text/plain\r\nCONTENT-DISPOSITION: Form-Data ; NAME = a\r\n\r\nx\r\n"
                                + END))
                .containsExactly("a: x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "filename=\"Größe 世界.jsonl\"     | Größe 世界.jsonl",
                "filename=\"a\\\"b\\\\c.jsonl\"    | a\"b\\c.jsonl",
                "filename=\"C:\\temp\\a.jsonl\"    | C:\\temp\\a.jsonl",
                "filename=\"a%22b%41;c.jsonl\"     | a\"b%41;c.jsonl",
                "filename=plain.jsonl              | plain.jsonl",
                "filename=\"x\"; filename*=UTF-8''Gr%C3%B6+%C3%9Fe.txt | Grö+ße.txt",
                "filename=\"x\"; filename*=utf-8''%zz | %zz",
                "filename=\"x\"; filename*=latin1''y  | x",
            })
    void names_are_read_as_clients_write_them(String parameter, String name) {
        Seen seen = new Seen();
        FormReader reader = FormReader.of(TYPE, seen);
        reader.read((part("name=\"file\"; " + parameter, "x") + END).getBytes(StandardCharsets.UTF_8));
        assertThat(seen.parts).containsExactly("file " + name + ": x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "----cut",
                "----cut\r\n",
                "----cut\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
                "----cut\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n----cut-",
            })
    void a_form_that_does_not_come_to_its_end_is_refused(String form) {
        assertThatThrownBy(() -> read(form)).isInstanceOf(ApiError.class).hasMessageContaining("last delimiter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "----cut\r\nContent-Type: text/plain\r\n\r\nx\r\n----cut--",
                "----cut\r\n\r\nx\r\n----cut--",
                "----cut\r\nContent-Disposition: form-data\r\n\r\nx\r\n----cut--",
                "----cut\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n----cut--",
                "----cutter\r\n",
            })
    void a_part_without_a_name_is_refused(String form) {
        assertThatThrownBy(() -> read(form)).isInstanceOf(ApiError.class);
    }

    @Test
    void headers_and_parts_have_bounds() {
        assertThatThrownBy(() -> read("----cut\r\nX: " + "x".repeat(20_000))).hasMessageContaining("headers");
        assertThatThrownBy(() -> read("----cut" + " ".repeat(100))).hasMessageContaining("delimiter");
        assertThatThrownBy(() -> read(part("name=a", "x").repeat(101) + END)).hasMessageContaining("parts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "multipart/form-data",
                "multipart/mixed; boundary=x",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            })
    void what_is_no_form_is_refused(String type) {
        assertThatThrownBy(() -> read(type, new byte[0])).hasMessageContaining("multipart/form-data");
    }

    static List<Integer> blocks() {
        return Seeds.blocks(10_000);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void any_parts_cut_anywhere_are_read_as_they_were(int block) {
        Seeds.each(block, FormReaderTest::holds);
    }

    private static void holds(long seed) {
        Random random = new Random(seed);
        StringBuilder form = new StringBuilder();
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            String content = trap(random);
            form.append(part("name=p" + i, content));
            parts.add("p" + i + ": " + content);
        }
        byte[] bytes = form.append(END).toString().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(TYPE, cut(bytes, random))).as("seed %d", seed).isEqualTo(parts);
    }

    /** Much that begins like a delimiter, and is none. */
    private static String trap(Random random) {
        String[] words = {
            "\r", "\n", "\r\n", "-", "--", "----cu", "\r\n--", "\r\n----cu", "\r\r\n--", "\0", "\u00ff", "{}"
        };
        StringBuilder content = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            content.append(words[random.nextInt(words.length)]);
        }
        return ("\r\n" + content).contains("\r\n----cut") ? "" : content.toString();
    }

    private static byte[][] cut(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int most = 1 + random.nextInt(20);
        for (int at = 0, to; at < bytes.length; at = to) {
            to = Math.min(bytes.length, at + random.nextInt(most + 1));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
        }
        return pieces.toArray(byte[][]::new);
    }
}
