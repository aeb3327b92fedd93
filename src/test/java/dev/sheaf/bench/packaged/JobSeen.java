package dev.sheaf.bench.packaged;

import java.math.BigDecimal;

/**
 * A job as its owner saw it.
 *
 * @param ingest seconds until it was there with all its rows
 * @param compile seconds until the last request file of its first round was written
 * @param collect seconds in which a finished batch was being brought in
 * @param answers seconds in which all answers were fetched
 * @param whole seconds from its file's first byte to the job's end
 * @param cost in US dollars
 */
record JobSeen(
        double ingest, double compile, double collect, double answers, double whole, long calls, BigDecimal cost) {}
