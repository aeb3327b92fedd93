package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Keeps the bill, and writes down what it is made of; of what was sold it remembers hashes. */
final class Till implements AutoCloseable {
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

    /** A call that is billed and not delivered yet. */
    record Sold(long number, Sale sale) {}

    private final BillLog log;
    private final Recent<String, Integer> delivered = new Recent<>(REMEMBERED);
    private final LongSet inBatches = new LongSet();
    private final Set<String> batches = new HashSet<>();
    private final List<Bill.PaidTwice> twice = new ArrayList<>();
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<String, Bill.Total> models = new TreeMap<>();
    private final Map<Integer, Long> replies = new TreeMap<>();
    private Bill.Total total = Bill.Total.NONE;
    private Bill.Total undelivered = Bill.Total.NONE;
    private long cached;
    private long batchRequests;
    private long sold;

    Till(BillLog log) {
        this.log = log;
    }

    /** Takes up what an earlier run wrote down. What it had not delivered will not be. */
    synchronized void load() {
        Map<Long, Sale> open = new TreeMap<>();
        log.replay(record -> TillJson.apply(record, this, open));
        open.values().forEach(this::addUndelivered);
        log.begin(this::state);
    }

    private void state(Consumer<JsonNode> out) {
        out.accept(TillJson.state(bill()));
        delivered.each((key, count) -> out.accept(TillJson.key(key, count)));
        batches.forEach(batch -> out.accept(TillJson.batch(batch)));
    }

    synchronized Sold bill(Sale sale) {
        Sold one = new Sold(++sold, sale);
        log.add(TillJson.sale(one));
        add(sale);
        return one;
    }

    void add(Sale sale) {
        total = total.plus(sale.usage().input(), sale.usage().output());
        cached += sale.usage().cached();
        String model = shown(sale.model());
        models.put(
                model,
                models.getOrDefault(model, Bill.Total.NONE)
                        .plus(sale.usage().input(), sale.usage().output()));
        Integer before = delivered.get(sale.key());
        if (before != null) {
            list(new Bill.PaidTwice(sale.request(), sale.model(), sale.digest(), before));
        }
    }

    private String shown(String model) {
        return models.size() < MODELS || models.containsKey(model) ? model : "others";
    }

    private void list(Bill.PaidTwice again) {
        if (twice.size() < LISTED) {
            twice.add(again);
        }
    }

    /**
     * Once for each batch, whatever crashes in between.
     *
     * @param names a custom_id by its hash
     */
    synchronized void bill(Receipt receipt, LongFunction<String> names) {
        if (batches.contains(receipt.batch())) {
            return;
        }
        log.keepIds(receipt.batch(), receipt.delivered());
        List<Bill.PaidTwice> again = again(receipt, names);
        log.add(TillJson.receipt(receipt, again));
        add(receipt, again);
    }

    private List<Bill.PaidTwice> again(Receipt receipt, LongFunction<String> names) {
        List<Bill.PaidTwice> again = new ArrayList<>();
        for (long custom : receipt.delivered()) {
            if (!inBatches.add(custom) && twice.size() + again.size() < LISTED) {
                again.add(new Bill.PaidTwice(names.apply(custom), receipt.model(), Exchange.hex(custom), 1));
            }
        }
        return again;
    }

    void add(Receipt receipt, List<Bill.PaidTwice> again) {
        batches.add(receipt.batch());
        batchRequests += receipt.total().requests();
        total = total.plus(receipt.total());
        cached += receipt.total().usage().cached();
        undelivered = undelivered.plus(receipt.lost());
        String model = shown(receipt.model());
        models.put(model, models.getOrDefault(model, Bill.Total.NONE).plus(receipt.total()));
        again.forEach(this::list);
    }

    /** A batch that an earlier run billed. */
    void addIds(String batch) {
        batches.add(batch);
        for (LongBuffer ids = log.readIds(batch); ids.hasRemaining(); ) {
            inBatches.add(ids.get());
        }
    }

    synchronized void delivered(Sold one) {
        log.add(TillJson.settled(one, true));
        addDelivered(one.sale().key(), 1);
    }

    void addDelivered(String key, int times) {
        delivered.merge(key, times, Integer::sum);
    }

    synchronized void undelivered(Sold one) {
        log.add(TillJson.settled(one, false));
        addUndelivered(one.sale());
    }

    void addUndelivered(Sale sale) {
        undelivered = undelivered.plus(sale.usage().input(), sale.usage().output());
    }

    synchronized void struck(Collection<Fault> kinds) {
        for (Fault fault : kinds) {
            log.add(TillJson.struck(fault));
            addStruck(fault, 1);
        }
    }

    void addStruck(Fault fault, long times) {
        faults.merge(fault, times, Long::sum);
    }

    synchronized void replied(int status) {
        log.add(TillJson.replied(status));
        addReplied(status, 1);
    }

    void addReplied(int status, long times) {
        replies.merge(status, times, Long::sum);
    }

    /** The state that an earlier run came to. */
    void restore(Bill bill) {
        total = new Bill.Total(bill.calls(), bill.inputTokens(), bill.outputTokens());
        cached = bill.cachedTokens();
        batchRequests = bill.batchRequests();
        undelivered = bill.undelivered();
        twice.addAll(bill.paidTwice());
        models.putAll(bill.models());
        replies.putAll(bill.replies());
        bill.faults().forEach((word, times) -> Fault.of(word).ifPresent(fault -> faults.put(fault, times)));
    }

    synchronized Bill bill() {
        Map<String, Long> named = new TreeMap<>();
        faults.forEach((fault, count) -> named.put(fault.word(), count));
        return new Bill(
                total.calls(),
                total.inputTokens(),
                cached,
                total.outputTokens(),
                batchRequests,
                twice,
                undelivered,
                named,
                models,
                replies);
    }

    synchronized void clear() {
        delivered.clear();
        inBatches.clear();
        twice.clear();
        faults.clear();
        models.clear();
        replies.clear();
        total = Bill.Total.NONE;
        undelivered = Bill.Total.NONE;
        cached = 0;
        batchRequests = 0;
        log.begin(this::state);
        log.dropIds();
    }

    @Override
    public synchronized void close() {
        log.close();
    }
}
