package dev.sheaf.quality;

/** From where to where a figure's true value lies, both included. */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("no interval: " + low + " to " + high);
        }
    }

    public boolean holds(double value) {
        return low <= value && value <= high;
    }
}
