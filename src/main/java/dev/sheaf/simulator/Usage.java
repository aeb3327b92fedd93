package dev.sheaf.simulator;

/** Tokens of one call. */
record Usage(int input, int cached, int output) {}
