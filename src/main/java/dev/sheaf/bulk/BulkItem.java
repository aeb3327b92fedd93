package dev.sheaf.bulk;

/**
 * An item of a job.
 *
 * @param seq its place in the file, from 1
 * @param round which time it is asked: later ones go in smaller packs
 * @param tries how often it stood in a request
 * @param copies how many items of the job have this text
 */
public record BulkItem(long seq, String text, int round, int tries, int copies) {}
