package dev.sheaf.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The entries used last, up to a bound; safe for several threads. */
final class Recent<K, V> {
    private final Map<K, V> entries;

    Recent(int bound) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > bound;
            }
        };
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    synchronized V merge(K key, V value, BinaryOperator<V> both) {
        V known = entries.get(key);
        V merged = known == null ? value : both.apply(known, value);
        entries.put(key, merged);
        return merged;
    }

    /** Computed outside the lock: two threads may compute the same value, neither waits for the other. */
    V get(K key, Function<K, V> source) {
        V known = get(key);
        if (known != null) {
            return known;
        }
        V fresh = source.apply(key);
        put(key, fresh);
        return fresh;
    }

    synchronized void each(BiConsumer<K, V> taker) {
        entries.forEach(taker);
    }

    synchronized void clear() {
        entries.clear();
    }
}
