package dev.sheaf.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job's file is read, and its answers are written.
 *
 * @param format {@code csv} or {@code ndjson}
 * @param text the column that is asked about; absent: the task's template says it, or there is only one
 * @param id the column of the caller's ids; absent: rows are numbered
 * @param header the columns of a CSV file
 * @param delimiter of a CSV file
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobFile(
        String format,
        @Nullable String text,
        @Nullable String id,
        List<String> header,
        @Nullable String delimiter) {
    public static final String CSV = "csv";
    public static final String NDJSON = "ndjson";

    public JobFile {
        header = List.copyOf(header);
    }

    public boolean isCsv() {
        return format.equals(CSV);
    }
}
