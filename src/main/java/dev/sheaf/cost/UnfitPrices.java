package dev.sheaf.cost;

/** A file holds no table of prices; the message is a sentence that says where it breaks. */
public final class UnfitPrices extends RuntimeException {
    UnfitPrices(String sentence) {
        super(sentence, null, false, false);
    }
}
