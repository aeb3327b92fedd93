package dev.sheaf.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.pack.Seeds;
import dev.sheaf.pack.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestFileCheckTest {
    private static final PriceTable PRICES = PriceTable.builtIn();
    private static final TokenCounter COUNTER = TokenCounter.of(ModelProfile.Encoding.O200K);

    @Test
    void a_file_as_it_should_be_has_no_errors_and_its_tokens_and_cost() {
        RequestFileReport report = check(line("a", "Hello there.") + line("b", "Good bye, all of you."));

        int tokens = 2 * 7 + COUNTER.count("Hello there.") + COUNTER.count("Good bye, all of you.");
        assertThat(report.valid()).isTrue();
        assertThat(report.requests()).isEqualTo(2);
        assertThat(report.models()).containsExactly("gpt-4o-mini");
        assertThat(report.inputTokens()).isEqualTo(tokens);
        assertThat(report.estimated()).isFalse();
        assertThat(report.maxOutputTokens()).hasValue(20);
        assertThat(report.input()).hasValueSatisfying(cost -> {
            assertThat(cost.list()).isEqualTo(Money.of("0.00000015").times(java.math.BigDecimal.valueOf(tokens)));
            Money batch = cost.batch().orElseThrow();
            assertThat(batch.plus(batch)).isEqualTo(cost.list());
        });
        assertThat(report.maxOutput())
                .hasValueSatisfying(cost -> assertThat(cost.list()).isEqualTo(Money.of("0.000012")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "{oops ! invalid_json_line !",
                "[1] ! invalid_json_line !",
                "{} trailing ! invalid_json_line !",
                "{\"method\":\"POST\",\"url\":\"U\",\"body\":B} ! missing_required_parameter ! custom_id",
                "{\"custom_id\":\"\",\"method\":\"POST\",\"url\":\"U\",\"body\":B} ! missing_required_parameter ! custom_id",
                "{\"custom_id\":7,\"method\":\"POST\",\"url\":\"U\",\"body\":B} ! invalid_type ! custom_id",
                "{\"custom_id\":\"LONG\",\"method\":\"POST\",\"url\":\"U\",\"body\":B} ! string_above_max_length ! custom_id",
                "{\"custom_id\":\"\\ud800\",\"method\":\"POST\",\"url\":\"U\",\"body\":B} ! invalid_string ! custom_id",
                "{\"custom_id\":\"first\",\"method\":\"POST\",\"url\":\"U\",\"body\":B} ! duplicate_custom_id ! custom_id",
                "{\"custom_id\":\"x\",\"url\":\"U\",\"body\":B} ! missing_required_parameter ! method",
                "{\"custom_id\":\"x\",\"method\":\"GET\",\"url\":\"U\",\"body\":B} ! invalid_method ! method",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"body\":B} ! missing_required_parameter ! url",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"/v1/chat\",\"body\":B} ! url_mismatch ! url",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":B} ! url_mismatch ! url",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"U\"} ! missing_required_parameter ! body",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"U\",\"body\":\"B\"} ! invalid_type ! body",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"U\",\"body\":{\"messages\":[1]}} ! missing_required_parameter ! body.model",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"U\",\"body\":{\"model\":\"gpt-4o\",\"messages\":[1]}} ! model_mismatch ! body.model",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"U\",\"body\":{\"model\":\"gpt-4o-mini\"}} ! missing_required_parameter ! body.messages",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"U\",\"body\":{\"model\":\"gpt-4o-mini\",\"messages\":[]}} ! empty_array ! body.messages"
            })
    void a_line_that_would_be_refused_is_told_with_the_providers_code(String form, String code, String param) {
        String bad = form.replace("\"B\"", "\"b\"")
                .replace(
                        "\"body\":B",
                        "\"body\":{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                .replace("\"U\"", "\"/v1/chat/completions\"")
                .replace("LONG", "x".repeat(513));

        RequestFileReport report = check(line("first", "a") + bad + "\n" + line("last", "b"));

        assertThat(report.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.param()).isEqualTo(param);
            assertThat(error.line()).isEqualTo(2);
        });
        assertThat(report.valid()).isFalse();
    }

    @Test
    void an_id_may_be_as_long_as_an_address() {
        assertThat(check(line("\ud83d\ude00".repeat(512), "a")).errors()).isEmpty();
    }

    @Test
    void an_empty_file_is_told() {
        assertThat(codes(check(""))).containsExactly("empty_file");
        assertThat(codes(check("\n \r\n"))).containsExactly("empty_file");
    }

    @Test
    void empty_lines_are_an_error_unless_nothing_follows() {
        assertThat(check(line("a", "x") + "\n\n").errors()).isEmpty();
        assertThat(check(line("a", "x") + "\n" + line("b", "y")).errors())
                .extracting(Problem::line)
                .containsExactly(2L);
    }

    @Test
    void a_mark_and_bytes_that_are_no_utf8_are_told_and_line_ends_do_not_matter() {
        assertThat(codes(check("\ufeff" + line("a", "x")))).containsExactly("invalid_json_line");
        assertThat(check(line("a", "x").replace("\n", "\r\n") + line("b", "y").strip())
                        .errors())
                .isEmpty();
        byte[] bytes = line("a", "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
        RequestFileCheck check = new RequestFileCheck(PRICES);
        check.feed(bytes, 0, bytes.length);
        assertThat(codes(check.end())).containsExactly("invalid_json_line");
    }

    @Test
    void too_many_requests_and_too_many_errors_are_counted() {
        String file = IntStream.rangeClosed(0, 50_000)
                .mapToObj(i -> "{\"custom_id\":\"r" + i + "\"}\n")
                .collect(Collectors.joining());

        RequestFileReport report = check(file);

        assertThat(report.errors().get(0).code()).isEqualTo("too_many_tasks");
        assertThat(report.errors()).hasSize(101);
        assertThat(report.moreErrors()).isEqualTo(3 * 50_001 - 100);
        assertThat(report.requests()).isEqualTo(50_001);
    }

    @Test
    void a_file_beyond_the_bound_is_told_and_not_read_on() {
        byte[] megabyte = line("a", "x".repeat((1 << 20) - 200)).getBytes(StandardCharsets.UTF_8);
        RequestFileCheck check = new RequestFileCheck(PRICES);
        for (long fed = 0; fed <= RequestFileCheck.MOST_BYTES; fed += megabyte.length) {
            check.feed(megabyte, 0, megabyte.length);
        }

        assertThat(check.isFull()).isTrue();
        assertThat(check.end().errors().get(0).code()).isEqualTo("file_too_large");
    }

    @Test
    void a_line_beyond_the_bound_is_told_and_costs_no_other() {
        RequestFileReport report = check(line("a", "x") + line("b", "y".repeat(17 << 20)) + line("c", "z"));

        assertThat(report.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("line_too_long");
            assertThat(error.line()).isEqualTo(2);
        });
        assertThat(report.requests()).isEqualTo(3);
    }

    @Test
    void what_is_not_counted_is_estimated_and_said_so() {
        Random random = new Random(1);
        List<String> texts = IntStream.range(0, 20_000)
                .mapToObj(i -> "Order " + random.nextInt() + " came late, and the box of " + i + " was open.")
                .toList();
        String padding = "the quick brown fox ".repeat(20);
        String file = texts.stream()
                .map(text -> line("i" + text.hashCode() + text.length() + "-" + text.substring(6, 12), text + padding))
                .collect(Collectors.joining());

        RequestFileReport report = check(file);

        long exact = texts.stream()
                .mapToLong(text -> COUNTER.count(text + padding) + 7)
                .sum();
        assertThat(report.estimated()).isTrue();
        assertThat(report.inputTokens()).isBetween(exact * 98 / 100, exact * 102 / 100);
    }

    @Test
    void a_model_without_a_price_has_no_cost() {
        RequestFileReport report = check(line("a", "x").replace("gpt-4o-mini", "ours"));

        assertThat(report.input()).isEmpty();
        assertThat(report.json().path("cost").isNull()).isTrue();
        assertThat(report.valid()).isTrue();
    }

    static List<Integer> blocks() {
        return Seeds.blocks(2_000);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void it_does_not_matter_in_what_pieces_a_file_comes(int block) {
        Seeds.each(block, seed -> {
            Random random = new Random(seed);
            byte[] file = scribble(random).getBytes(StandardCharsets.UTF_8);
            RequestFileCheck pieces = new RequestFileCheck(PRICES);
            for (int from = 0; from < file.length; ) {
                int length = Math.min(file.length - from, 1 + random.nextInt(40));
                pieces.feed(file, from, length);
                from += length;
            }
            RequestFileCheck whole = new RequestFileCheck(PRICES);
            whole.feed(file, 0, file.length);

            assertThat(pieces.end()).as("seed " + seed).isEqualTo(whole.end());
        });
    }

    private static String scribble(Random random) {
        StringBuilder file = new StringBuilder();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String line = line("id" + random.nextInt(4), "text " + random.nextInt());
            int kind = random.nextInt(5);
            file.append(kind == 0 ? "\r\n" : kind == 1 ? line.substring(0, random.nextInt(line.length())) : line);
        }
        return file.toString();
    }

    private static String line(String id, String text) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                + "\"body\":{\"model\":\"gpt-4o-mini\",\"max_tokens\":10,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}}\n";
    }

    private static List<String> codes(RequestFileReport report) {
        return report.errors().stream().map(Problem::code).toList();
    }

    private static RequestFileReport check(String file) {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        RequestFileCheck check = new RequestFileCheck(PRICES);
        check.feed(bytes, 0, bytes.length);
        return check.end();
    }
}
