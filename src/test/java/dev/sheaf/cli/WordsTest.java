package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.rows.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** The small things that a user's words become. */
class WordsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"300ms,300", "2s,2000", "1.5s,1500", "5m,300000", "1h,3600000", "PT0.3S,300", "0s,0"})
    void a_duration_is_read_in_either_form(String word, long millis) {
        assertThat(new DurationConverter().convert(word)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "soon", "-2s", "PT-1S", "1d2", "9999999999s"})
    void what_is_no_duration_is_refused(String word) {
        assertThatThrownBy(() -> new DurationConverter().convert(word)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "''>serve",
                "--port 1>serve --port 1",
                "--simulator>serve --simulator=on",
                "--simulator off>serve --simulator off",
                "--verbose answer x>--verbose answer x",
                "answer --simulator x.csv>answer --simulator=on x.csv",
                "--help>--help",
                "-V>-V",
                "anwser>anwser"
            })
    void what_was_typed_is_made_plain(String typed, String plain) {
        String[] words = typed.isEmpty() ? new String[0] : typed.split(" ");

        assertThat(String.join(" ", Arguments.plain(words, Set.of("serve", "answer"))))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "2,2000",
        "0,0",
        "'Sun, 01 Mar 2026 12:00:07 GMT',7000",
        "'Sun, 01 Mar 2026 11:00:00 GMT',0",
        "nonsense,500",
        ",500"
    })
    void what_the_service_says_about_waiting_is_obeyed(String header, long millis) {
        assertThat(new RetryWait(() -> 0).before(0, header, NOW)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void without_a_word_the_wait_doubles_to_a_bound_less_a_quarter_at_most() {
        RetryWait longest = new RetryWait(() -> 0);
        RetryWait shortest = new RetryWait(() -> 1);

        assertThat(IntStream.of(0, 1, 2, 3, 4, 5, 1000)
                        .mapToObj(i -> longest.before(i, null, NOW).toMillis()))
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L);
        assertThat(shortest.before(4, null, NOW)).isEqualTo(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @CsvSource({"20,100", "8,96", "1,100", "64,64", "300,300", "5000,1000", "0,100"})
    void a_request_is_made_of_full_packs(int maxItems, int requestItems) {
        var task = Json.object();
        task.putObject("definition").putObject("packing").put("maxItems", maxItems);

        assertThat(AskedTask.of(task).requestItems()).isEqualTo(requestItems);
    }

    @ParameterizedTest
    @CsvSource({"0,0:00", "59,0:59", "61,1:01", "3600,1:00:00", "36125,10:02:05"})
    void a_time_is_told_as_on_a_clock(long seconds, String told) {
        assertThat(Progress.time(Duration.ofSeconds(seconds))).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"';',';'", "tab,'\t'", "\\t,'\t'", "|,|"})
    void a_delimiter_is_one_character(String word, char delimiter) {
        assertThat(new DelimiterConverter().convert(word)).isEqualTo(delimiter);
    }
}
