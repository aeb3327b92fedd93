package dev.sheaf.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps the bill; memory is bounded. */
final class Till {
    private static final int REMEMBERED = 100_000;
    private static final int LISTED = 1_000;
    private static final int MODELS = 1_000;

    private static final int SHOWN = 512;

    /**
     * One call as it is billed.
     *
     * @param request the client's own request id, empty where it sent none
     */
    record Sale(String request, String model, String digest, Usage usage) {
        Sale {
            request = request.length() > SHOWN ? request.substring(0, SHOWN) : request;
        }

        String key() {
            return Exchange.hex(Seeds.of(request)) + digest;
        }
    }

    private final Recent<String, Integer> delivered = new Recent<>(REMEMBERED);
    private final List<Bill.PaidTwice> twice = new ArrayList<>();
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<String, Bill.Total> models = new TreeMap<>();
    private final Map<Integer, Long> replies = new TreeMap<>();
    private Bill.Total total = Bill.Total.NONE;
    private Bill.Total undelivered = Bill.Total.NONE;
    private long cached;

    synchronized void bill(Sale sale) {
        total = total.plus(sale.usage().input(), sale.usage().output());
        cached += sale.usage().cached();
        String model = models.size() < MODELS || models.containsKey(sale.model()) ? sale.model() : "others";
        models.put(
                model,
                models.getOrDefault(model, Bill.Total.NONE)
                        .plus(sale.usage().input(), sale.usage().output()));
        Integer before = delivered.get(sale.key());
        if (before != null && twice.size() < LISTED) {
            twice.add(new Bill.PaidTwice(sale.request(), sale.model(), sale.digest(), before));
        }
    }

    void delivered(Sale sale) {
        delivered.merge(sale.key(), 1, Integer::sum);
    }

    synchronized void undelivered(Sale sale) {
        undelivered = undelivered.plus(sale.usage().input(), sale.usage().output());
    }

    synchronized void struck(Collection<Fault> kinds) {
        kinds.forEach(fault -> faults.merge(fault, 1L, Long::sum));
    }

    synchronized void replied(int status) {
        replies.merge(status, 1L, Long::sum);
    }

    synchronized Bill bill() {
        Map<String, Long> named = new TreeMap<>();
        faults.forEach((fault, count) -> named.put(fault.word(), count));
        return new Bill(
                total.calls(),
                total.inputTokens(),
                cached,
                total.outputTokens(),
                0,
                twice,
                undelivered,
                named,
                models,
                replies);
    }

    synchronized void clear() {
        delivered.clear();
        twice.clear();
        faults.clear();
        models.clear();
        replies.clear();
        total = Bill.Total.NONE;
        undelivered = Bill.Total.NONE;
        cached = 0;
    }
}
