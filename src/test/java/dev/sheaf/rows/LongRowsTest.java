package dev.sheaf.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.pack.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row that is too long is a bad row: it costs no memory, and none of its neighbours. */
class LongRowsTest {
    private static final int LONGEST = 12;
    private static final List<String> PIECES =
            List.of("\"", "\"\"", ",", "\r\n", "\n", "\r", "a", "bc", "é", "\",\"", "long enough text", "\n\"", "\"\n");

    @Test
    void it_is_told_with_its_line_and_the_rows_round_it_are_read() throws IOException {
        List<Row> rows = read("a,b\n1,2\n1234567890123,\"x\ny\nz\"\n3,4\n", LONGEST);

        assertThat(rows).extracting(Row::line).containsExactly(2L, 3L, 6L);
        assertThat(rows.get(1).fault()).isEqualTo(new Reason("row_too_long", "line 3 is longer than a row may be"));
        assertThat(rows.get(2).cells()).containsExactly("3", "4");
    }

    @Test
    void a_quote_that_is_never_closed_is_told_however_much_it_took() throws IOException {
        List<Row> rows = read("a\n\"open\n" + "more\n".repeat(50), LONGEST);

        assertThat(rows).singleElement().satisfies(row -> assertThat(row.fault())
                .isEqualTo(new Reason("unclosed_quote", "line 2 opens a quote that is never closed")));
    }

    @Test
    void a_row_of_very_many_cells_is_too_long() throws IOException {
        List<Row> rows = read("a\n" + ",".repeat(20_000) + "\nx\n", 1 << 20);

        assertThat(rows.get(0).fault()).isEqualTo(new Reason("row_too_long", "line 2 is longer than a row may be"));
        assertThat(rows.get(1).cells()).containsExactly("x");
    }

    @Test
    void a_header_that_is_too_long_is_no_header() {
        assertThatThrownBy(() -> read("a,".repeat(10) + "\n", LONGEST))
                .isInstanceOfSatisfying(
                        UnfitFile.class, unfit -> assertThat(unfit.code()).isEqualTo("header_too_long"));
    }

    @Test
    void a_row_of_any_length_is_passed_over() throws IOException {
        InputStream file = new SequenceInputStream(Collections.enumeration(
                List.of(bytes("a\n"), new ByteArrayInputStream(new byte[64 << 20]), bytes("\nfine\n"))));

        try (RowsIn rows = RowsIn.csv(file, null)) {
            assertThat(rows.next()).extracting(Row::fault).isNotNull();
            assertThat(rows.next()).extracting(Row::cells).isEqualTo(List.of("fine"));
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("blocks")
    void cutting_changes_no_other_row(int block) {
        Seeds.each(block, seed -> {
            String file = "a,b\n" + scribble(new Random(seed));
            List<Row> whole = read(file, RowsIn.LONGEST);
            List<Row> cut = read(file, LONGEST);

            assertThat(cut).as("seed " + seed).hasSameSizeAs(whole);
            for (int i = 0; i < cut.size(); i++) {
                Row row = cut.get(i);
                assertThat(row.line()).as("seed " + seed).isEqualTo(whole.get(i).line());
                if (row.fault() == null || !row.fault().code().equals("row_too_long")) {
                    assertThat(row.fault())
                            .as("seed " + seed)
                            .isEqualTo(whole.get(i).fault());
                }
                if (row.fault() == null) {
                    assertThat(row.cells())
                            .as("seed " + seed)
                            .isEqualTo(whole.get(i).cells());
                }
            }
        });
    }

    static List<Integer> blocks() {
        return Seeds.blocks(50_000);
    }

    private static String scribble(Random random) {
        StringBuilder file = new StringBuilder();
        int pieces = random.nextInt(30);
        for (int i = 0; i < pieces; i++) {
            file.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return file.toString();
    }

    private static List<Row> read(String file, int longest) {
        try (RowsIn in = new CsvRowsIn(bytes(file), ',', longest)) {
            List<Row> rows = new ArrayList<>();
            for (Row row = in.next(); row != null; row = in.next()) {
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
