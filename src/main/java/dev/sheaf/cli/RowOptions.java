package dev.sheaf.cli;

import dev.sheaf.rows.Format;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rows are answered, and where they go. */
class RowOptions extends FileOptions {
    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where the answered rows go (default: standard output). The file appears when it is whole;"
                    + " what a run had to leave unfinished is kept as FILE.partial.")
    @Nullable
    Path out;

    @Option(
            names = "--out-format",
            paramLabel = "csv|jsonl",
            description = "Of the rows that go out (default: as --out is named, else as they come in).")
    @Nullable
    Format outFormat;

    @Option(
            names = "--no-guard",
            description = "Leave answers alone that a spreadsheet would run as a formula (they begin with = + - @,"
                    + " a tab or a return); by default an apostrophe is put before them.")
    boolean unguarded;

    Format formatOut() {
        Format named = out == null ? null : Format.byName(out.toString());
        return outFormat != null ? outFormat : named != null ? named : formatIn();
    }

    @Override
    void check() {
        super.check();
        if (formatIn() == Format.JSONL && formatOut() == Format.CSV) {
            throw CommandFailure.refused(
                    "JSON lines come out as JSON lines: each may have other members, and a CSV file has one header.");
        }
    }
}
