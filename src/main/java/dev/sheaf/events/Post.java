package dev.sheaf.events;

/** Hears of what comes in and goes out, for metrics. */
public interface Post {
    Post NONE = new Post() {};

    /** @param kind {@code webhook}, or a CloudEvent's type where it is one of ours */
    default void in(String kind, String effect) {}

    /** @param outcome {@code delivered}, {@code again} or {@code given_up} */
    default void out(String outcome) {}
}
