package dev.sheaf.simulator;

/** One item as the prompt shows it; the slot is empty where a single text stands there without a number. */
record Asked(String slot, String text) {}
