package dev.sheaf.pack;

import dev.sheaf.pack.Reading.Anomaly;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is odd about a reply as a whole; the rule and its reasons stand at {@link ReplyReader}. */
final class Doubts {
    private static final Set<Anomaly> BREAK_TRUST =
            EnumSet.of(Anomaly.UNKNOWN_SLOT, Anomaly.LAST_SLOT_MISSING, Anomaly.ECHO_MISMATCH, Anomaly.MIXED_LISTS);

    private final Pack pack;
    private final List<Mention> mentions;
    private final Map<Integer, List<Mention>> byNumber = new HashMap<>();

    Doubts(Pack pack, List<Mention> mentions) {
        this.pack = pack;
        this.mentions = mentions;
        mentions.forEach(mention -> byNumber.computeIfAbsent(mention.number(), n -> new ArrayList<>(1))
                .add(mention));
    }

    static boolean breakTrust(Set<Anomaly> anomalies) {
        return anomalies.stream().anyMatch(BREAK_TRUST::contains);
    }

    List<Mention> of(Slot slot) {
        return byNumber.getOrDefault(slot.number(), List.of());
    }

    Set<Anomaly> all() {
        Set<Anomaly> found = EnumSet.noneOf(Anomaly.class);
        add(found, Anomaly.UNKNOWN_SLOT, !pack.numbers().containsAll(byNumber.keySet()));
        add(found, Anomaly.REPEATED, isRepeated());
        add(found, Anomaly.LAST_SLOT_MISSING, pack.size() > 1 && !lastIsAnswered());
        add(found, Anomaly.MIXED_LISTS, pack.size() > 1 && (isRepeated() && hasGap() || startsAgainTooEarly()));
        add(found, Anomaly.ECHO_MISMATCH, pack.echoWords() > 0 && echoesAnother());
        return found;
    }

    private static void add(Set<Anomaly> found, Anomaly anomaly, boolean there) {
        if (there) {
            found.add(anomaly);
        }
    }

    private boolean isRepeated() {
        return byNumber.values().stream()
                .anyMatch(same ->
                        same.stream().filter(mention -> !mention.silent()).count() > 1);
    }

    private boolean hasGap() {
        return pack.slots().stream().anyMatch(slot -> of(slot).isEmpty());
    }

    /** A comment that only the last answer has could be an excuse for an answer that was not left. */
    private boolean lastIsAnswered() {
        List<Mention> last = of(last());
        boolean excused = last.stream().allMatch(Mention::commented)
                && mentions.stream()
                        .filter(Mention::answers)
                        .filter(Mention::commented)
                        .allMatch(mention -> mention.number() == last().number());
        return last.stream().anyMatch(Mention::answers) && !excused;
    }

    private Slot last() {
        return pack.slots().get(pack.size() - 1);
    }

    /** Before the last slot was named, one number named again is a slip; two in a row, or in a new list, are none. */
    private boolean startsAgainTooEarly() {
        Set<Integer> named = new HashSet<>();
        int again = 0;
        Mention before = mentions.get(0);
        for (Mention mention : mentions) {
            if (mention.number() == last().number()) {
                return false;
            }
            boolean repeats = !named.add(mention.number());
            boolean another = mention.number() != before.number();
            again = !repeats ? 0 : another || again == 0 ? again + 1 : again;
            if (again > 1 || (repeats && mention.list() != before.list())) {
                return true;
            }
            before = mention;
        }
        return false;
    }

    private boolean echoesAnother() {
        var echoes = new Echo(pack);
        for (int place = 0; place < pack.size(); place++) {
            for (Mention mention : of(pack.slots().get(place))) {
                if (mention.echo() != null && !echoes.isOf(place, mention.echo())) {
                    return true;
                }
            }
        }
        return false;
    }
}
