package dev.sheaf.bulk;

import dev.sheaf.quality.Ballots;

/**
 * An item of a job.
 *
 * @param seq its place in the file, from 1
 * @param round which time it is asked: later ones go in smaller packs, see {@link Rounds}
 * @param tries how often it stood in a request, since its last vote
 * @param copies how many items of the job have this text
 * @param ballots the votes that were cast for it, where its task votes
 */
public record BulkItem(long seq, String text, int round, int tries, int copies, Ballots ballots) {}
