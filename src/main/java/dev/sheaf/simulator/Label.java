package dev.sheaf.simulator;

/** A label as the prompt names it; the description may be empty. */
record Label(String name, String description) {}
