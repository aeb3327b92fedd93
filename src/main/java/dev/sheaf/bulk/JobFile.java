package dev.sheaf.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a job's file is read, and its answers are written.
 *
 * @param format {@code csv} or {@code ndjson}
 * @param text the column that is asked about; absent: the task's template says it, or there is only one
 * @param id the column of the caller's ids; absent: rows are numbered
 * @param header the columns of a CSV file
 * @param delimiter of a CSV file
 * @param crlf whether its lines end in CR LF
 * @param bom whether it begins with a byte order mark
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobFile(
        String format,
        @Nullable String text,
        @Nullable String id,
        List<String> header,
        @Nullable String delimiter,
        boolean crlf,
        boolean bom) {
    public static final String CSV = "csv";
    public static final String NDJSON = "ndjson";

    public JobFile {
        header = List.copyOf(header);
    }

    /** As it is asked for, before it is read. */
    public static JobFile asked(
            String format, @Nullable String text, @Nullable String id, @Nullable Character delimiter) {
        String between = delimiter == null ? null : delimiter.toString();
        return new JobFile(format, text, id, List.of(), between, false, false);
    }

    /** The same columns and format, whatever stands in the file. */
    boolean isAskedLike(JobFile other) {
        return format.equals(other.format) && Objects.equals(text, other.text) && Objects.equals(id, other.id);
    }

    public boolean isCsv() {
        return format.equals(CSV);
    }
}
