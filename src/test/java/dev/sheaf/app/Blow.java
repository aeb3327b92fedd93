package dev.sheaf.app;

import dev.sheaf.pack.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What happens to a replica at a moment of its work.
 *
 * @param moment the step that it is about to write down, or {@link #ANY}
 */
record Blow(How how, String moment) {
    /** Wherever it is. */
    static final String ANY = "anywhere";

    enum How {
        /** Killed before the step is written down, after whatever call it is about. */
        BEFORE,
        /** Killed when the step is written down, and it has not heard of it. */
        AFTER,
        /** Killed while the provider, who has done what the call asks for, does not answer. */
        IN_CALL,
        /** Stopped until its lease is over; the step is written down. */
        PAUSED;

        boolean kills() {
            return this != PAUSED;
        }
    }

    private static final List<String> COMMON =
            List.of("planned", "reserved", "claimed", "settled", "fetched", "closed", "released");
    private static final List<String> BATCH =
            List.of("admitted", "uploading", "uploaded", "ordering", "created", "polled");

    /** Every step of a batch, before and after; the dearest ones first. */
    static List<Blow> onBatches(int anywhere, long seed) {
        List<Blow> blows = around(BATCH);
        blows.addAll(around(COMMON));
        blows.addAll(at(How.IN_CALL, "uploading", "ordering"));
        blows.addAll(at(How.PAUSED, "uploaded", "created", "settled", "closed"));
        blows.addAll(Collections.nCopies(anywhere, new Blow(How.BEFORE, ANY)));
        Blow pause = new Blow(How.PAUSED, "ordering");
        return share(List.of(new Blow(How.AFTER, "ordering"), new Blow(How.BEFORE, "created"), pause), blows, seed);
    }

    /** Every step of the online lane, before and after. */
    static List<Blow> online(int anywhere, long seed) {
        List<Blow> blows = around(List.of("sent"));
        blows.addAll(around(COMMON));
        blows.addAll(at(How.IN_CALL, "sent"));
        blows.addAll(at(How.PAUSED, "sent", "closed"));
        blows.addAll(Collections.nCopies(anywhere, new Blow(How.BEFORE, ANY)));
        Blow pause = new Blow(How.PAUSED, "settled");
        return share(List.of(new Blow(How.AFTER, "sent"), new Blow(How.BEFORE, "settled"), pause), blows, seed);
    }

    private static List<Blow> around(List<String> moments) {
        List<Blow> blows = new ArrayList<>(at(How.BEFORE, moments.toArray(String[]::new)));
        blows.addAll(at(How.AFTER, moments.toArray(String[]::new)));
        return blows;
    }

    private static List<Blow> at(How how, String... moments) {
        return List.of(moments).stream().map(moment -> new Blow(how, moment)).toList();
    }

    private static List<Blow> share(List<Blow> first, List<Blow> others, long seed) {
        List<Blow> all = new ArrayList<>(others);
        all.removeAll(first);
        Collections.shuffle(all, new Random(seed));
        all.addAll(0, first);
        return all.subList(0, Seeds.share(all.size()));
    }

    boolean isAnywhere() {
        return moment.equals(ANY);
    }

    @Override
    public String toString() {
        return isAnywhere() ? moment : how.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + moment;
    }
}
