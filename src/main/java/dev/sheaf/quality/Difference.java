package dev.sheaf.quality;

/**
 * How much more or less often one of two comparisons of the same items agrees.
 *
 * @param share the difference of the shares that agree, from -1 to 1; negative: packing costs agreement
 * @param interval of the true one, with a confidence of 95 %
 * @param gained pairs in which only the packed answer agreed
 * @param lost pairs in which only the one asked alone did
 * @param p McNemar's: how often chance alone divides them as unevenly
 */
public record Difference(double share, Interval interval, long gained, long lost, double p) {}
