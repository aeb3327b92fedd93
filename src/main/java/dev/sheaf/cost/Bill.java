package dev.sheaf.cost;

import java.util.Optional;

/**
 * What a call cost, and what its items would have cost otherwise. All are absent where the model has no price for the call,
 * those of batches also where it is not sold so: unknown, which is not nothing.
 *
 * @param alone one ordinary call an item
 * @param aloneCached the same, where the provider takes the instructions from its prompt cache
 * @param packed this call as an ordinary one
 * @param batch one request of a batch an item; with the prompt cache where that is cheaper
 * @param packedBatch this call as a request of a batch
 */
public record Bill(
        Optional<Money> cost,
        Optional<Money> alone,
        Optional<Money> aloneCached,
        Optional<Money> packed,
        Optional<Money> batch,
        Optional<Money> packedBatch) {
    /** Of a model without a price. */
    public static final Bill UNKNOWN = new Bill(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
