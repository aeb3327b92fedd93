package dev.sheaf.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
    private static final AnswerColumns LABEL = new AnswerColumns(List.of("label"), false);
    private static final List<String> PIECES =
            List.of("\"", ",", ";", "\t", "|", "\r\n", "\n", "a", "é", "\ud83d\ude00", "ab c", "'", "=", "\u202e");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void what_is_written_is_read_again(long seed) throws IOException {
        Random random = new Random(seed);
        List<Dialect> dialects = List.of(
                new Dialect(',', LineDelimiter.LF, false),
                new Dialect(';', LineDelimiter.CRLF, true),
                new Dialect('\t', LineDelimiter.LF, true),
                new Dialect('|', LineDelimiter.CRLF, false));
        Dialect dialect = dialects.get(random.nextInt(dialects.size()));
        List<List<String>> rows = IntStream.range(0, 50)
                .mapToObj(i -> List.of("r" + i, cell(random), cell(random)))
                .toList();

        CsvRowsIn read = csv(written(dialect, rows));

        assertThat(read.dialect()).isEqualTo(dialect);
        assertThat(read.header()).containsExactly("id", "a b", "c", "label", "error");
        for (List<String> row : rows) {
            Row next = read.next();
            assertThat(next).isNotNull();
            assertThat(next.fault()).isNull();
            assertThat(next.cells().subList(0, 3)).isEqualTo(row);
            assertThat(next.cells().subList(3, 5)).isEqualTo(List.of(row.get(1), ""));
        }
        assertThat(read.next()).isNull();
    }

    private static byte[] written(Dialect dialect, List<List<String>> rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> header = List.of("id", "a b", "c");
        try (RowsOut out = RowsOut.csv(bytes, dialect, header, LABEL, Guard.NONE)) {
            for (List<String> row : rows) {
                out.write(new Row.Cells(header, row, 1, null), new RowAnswer.Label(row.get(1)));
            }
        }
        return bytes.toByteArray();
    }

    private static String cell(Random random) {
        StringBuilder cell = new StringBuilder();
        int pieces = random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            cell.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return cell.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {"a,b;c,d!,", "a;b;c!;", "'a,b;c;d'!;", "\"a,b,c\";d!;", "a!,", "a|b!|", "a,b;c!,"})
    void the_delimiter_is_the_one_that_occurs_most_often_in_the_header(String header, char delimiter)
            throws IOException {
        assertThat(csv((header + "\n1;2,3\n").getBytes(StandardCharsets.UTF_8))
                        .dialect()
                        .delimiter())
                .isEqualTo(delimiter);
    }

    @Test
    void a_delimiter_that_is_named_wins() throws IOException {
        byte[] bytes = "a,b|c,d\n".getBytes(StandardCharsets.UTF_8);

        assertThat(RowsIn.csv(new ByteArrayInputStream(bytes), '|').header()).containsExactly("a,b", "c,d");
    }

    @Test
    void old_line_ends_are_read() throws IOException {
        CsvRowsIn rows = csv("a,b\r1,2\r3,4".getBytes(StandardCharsets.UTF_8));

        assertThat(all(rows)).extracting(Row::cells).containsExactly(List.of("1", "2"), List.of("3", "4"));
    }

    @Test
    void a_stray_quote_spoils_no_other_row() throws IOException {
        CsvRowsIn rows = csv("a,b\n1,5\" screen\n\"2\"x,y\n3,z\n".getBytes(StandardCharsets.UTF_8));

        List<Row> all = all(rows);

        assertThat(all).hasSize(3);
        assertThat(all.get(0).cells()).containsExactly("1", "5\" screen");
        assertThat(all.get(2).cells()).containsExactly("3", "z");
    }

    @Test
    void a_lone_return_in_quotes_costs_no_row() throws IOException {
        List<Row> all = all(csv("a,b\n1,\"x\r\"\n2,y\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(all).extracting(Row::cells).containsExactly(List.of("1", "x\r"), List.of("2", "y"));
        assertThat(all).extracting(Row::line).containsExactly(2L, 4L);
    }

    @Test
    void a_last_cell_with_line_breaks_that_is_closed_is_fine() throws IOException {
        for (String end : List.of("", "\n", "\r\n", "\n\n")) {
            assertThat(all(csv(("a\n\"x\ny\"" + end).getBytes(StandardCharsets.UTF_8))))
                    .singleElement()
                    .satisfies(row -> assertThat(row.fault()).isNull());
        }
    }

    @Test
    void an_empty_file_and_utf16_are_refused() {
        assertThatThrownBy(() -> csv(new byte[0])).hasMessageContaining("begins with a header");
        assertThatThrownBy(() -> csv("\ufeffa\n".getBytes(StandardCharsets.UTF_16LE)))
                .hasMessageContaining("UTF-16");
    }

    @Test
    void json_lines_are_read_with_any_line_end_and_mark() throws IOException {
        byte[] bytes = "\ufeff{\"a\":1}\r\n\r\n{\"a\":2}\n  {\"a\":3} ".getBytes(StandardCharsets.UTF_8);

        List<Row> all = all(RowsIn.ndjson(new ByteArrayInputStream(bytes)));

        assertThat(all).extracting(row -> row.text("a")).containsExactly("1", "2", "3");
        assertThat(all).extracting(Row::line).containsExactly(1L, 3L, 4L);
        assertThat(all).allMatch(row -> row.fault() == null);
    }

    @Test
    void a_json_line_that_is_no_utf8_keeps_its_members_and_is_bad() throws IOException {
        byte[] bytes = "{\"a\":\"?\",\"n\":1}\n".getBytes(StandardCharsets.UTF_8);
        bytes[6] = (byte) 0xFF;

        Row row = all(RowsIn.ndjson(new ByteArrayInputStream(bytes))).get(0);

        assertThat(row.text("a")).isEqualTo("\ufffd");
        assertThat(row.fault()).isEqualTo(new Reason("invalid_utf8", "line 1 is not valid UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1", "+1", "-1", "@x", "\tx", "\rx"})
    void a_cell_that_would_run_is_guarded(String cell) {
        assertThat(Guard.guarded(cell)).isEqualTo("'" + cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1", "POSITIVE", "'=1", "1-1"})
    void any_other_cell_is_left_alone(String cell) {
        assertThat(Guard.guarded(cell)).isEqualTo(cell);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"NONE,=1,-2,=x,-3.5", "ANSWERS,'=1,'-2,=x,-3.5", "EVERY_CELL,'=1,'-2,'=x,-3.5"})
    void a_guard_says_whose_cells_are_guarded(Guard guard, String one, String two, String three, String four)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RowsOut out = RowsOut.csv(bytes, new Dialect(',', LineDelimiter.LF, false), List.of("a"), LABEL, guard)) {
            out.write(new Row.Cells(List.of("a"), List.of("=x"), 2, null), new RowAnswer.Label("=1"));
            out.write(new Row.Cells(List.of("a"), List.of("-3.5"), 3, null), new RowAnswer.Label("-2"));
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("a,label,error\n" + three + "," + one + ",\n" + four + "," + two + ",\n");
    }

    private static CsvRowsIn csv(byte[] bytes) throws IOException {
        return RowsIn.csv(new ByteArrayInputStream(bytes), null);
    }

    private static List<Row> all(RowsIn rows) throws IOException {
        List<Row> all = new ArrayList<>();
        for (Row row = rows.next(); row != null; row = rows.next()) {
            all.add(row);
        }
        return all;
    }
}
