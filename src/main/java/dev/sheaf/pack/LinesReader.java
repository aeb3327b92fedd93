package dev.sheaf.pack;

import java.util.BitSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the slots that a reply in lines names: {@code [N] LABEL}, also joined by commas, as a list, a table or bold. An
 * item's own text, where the reply repeats it, is cut out first: what stands in it is nobody's answer.
 */
final class LinesReader {
    private static final Pattern MARKER = Pattern.compile("\\[\\s?(\\d{1,40})\\s?]");

    private final AnswerReader answers;

    LinesReader(AnswerReader answers) {
        this.answers = answers;
    }

    Mentions read(Pack pack, String text) {
        return read(pack, text, 0, pack.numbers());
    }

    /** The mentions of what stands beside others, whose lists and slots are known. */
    Mentions read(Pack pack, String text, int firstList, Set<Integer> unnamed) {
        boolean echoed = pack.echoWords() > 0;
        String rest = echoed ? text : RepeatedTexts.cut(text, pack, markers(pack, text), answers::couldAnswer);
        var lines = new SlotLines(pack, answers, firstList, unnamed);
        rest.lines().forEach(lines::add);
        return lines.mentions();
    }

    private static BitSet markers(Pack pack, String text) {
        var places = new BitSet();
        Set<Integer> numbers = pack.numbers();
        for (Matcher marker = MARKER.matcher(text); marker.find(); ) {
            if (numbers.contains(Slot.numberOf(marker.group(1)))) {
                places.set(marker.start(), marker.end());
            }
        }
        return places;
    }
}
