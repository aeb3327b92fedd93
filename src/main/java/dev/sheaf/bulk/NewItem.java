package dev.sheaf.bulk;

import org.jspecify.annotations.Nullable;

/**
 * A row of a job's file.
 *
 * @param seq its place in the file, from 1
 * @param id the caller's; empty for a bad row that has none
 * @param line where it begins in the file, from 1
 * @param cells the caller's columns, as a JSON array of texts (CSV) or the object itself
 * @param text what is asked about; empty for a bad row
 * @param fault why nothing can be asked about it
 */
public record NewItem(long seq, String id, long line, String cells, String text, Job.@Nullable Failure fault) {
    /** The same row, about which nothing can be asked. */
    public NewItem with(Job.Failure found) {
        return new NewItem(seq, id, line, cells, text, found);
    }
}
