package dev.sheaf.simulator;

import java.util.Set;

/** Counts pleased and displeased words in the order they are heard; a negation turns the next few round. */
final class Polarity {
    private static final Set<String> PLEASED = Set.of(
            ("good great excellent amazing awesome love loved loves lovely perfect perfectly wonderful fantastic best happy"
                            + " glad pleased pleasant enjoy enjoyed enjoyable delightful delighted brilliant superb nice"
                            + " beautiful beautifully recommend recommended favorite favourite fun funny charming impressive"
                            + " impressed comfortable reliable sturdy fast quick quickly helpful friendly easy easily smooth"
                            + " smoothly works worth thanks thank masterpiece moving touching delicious fresh clean bright"
                            + " solid satisfied outstanding flawless gorgeous positive win winner cheerful gripping stunning")
                    .split(" "));
    private static final Set<String> DISPLEASED = Set.of(
            ("bad terrible awful horrible worst hate hated hates poor poorly boring bored dull disappointing disappointed"
                            + " disappointment waste wasted broken broke breaks useless annoying annoyed angry slow slowly"
                            + " ugly cheap cheaply flimsy defective faulty fail failed fails failure refund returned return"
                            + " never wrong late damaged dirty rude unhappy sad mess messy tedious predictable stupid lame"
                            + " weak painful problem problems issue issues noisy uncomfortable overpriced stolen lost scam"
                            + " leaked leaks cracked stopped nothing worse avoid mediocre pointless dreadful unusable"
                            + " negative stale cold crash crashes crashed")
                    .split(" "));
    private static final Set<String> TURNS =
            Set.of(("not no never hardly without isn't wasn't don't doesn't didn't can't cannot won't couldn't aren't"
                            + " wouldn't shouldn't neither nor")
                    .split(" "));
    private static final int REACH = 3;

    private int sum;
    private int turned;

    void hear(String word) {
        String plain = word.indexOf('’') < 0 ? word : word.replace('’', '\'');
        int sign = turned > 0 ? -1 : 1;
        if (PLEASED.contains(plain)) {
            sum += sign;
        } else if (DISPLEASED.contains(plain)) {
            sum -= sign;
        }
        turned = TURNS.contains(plain) ? REACH : turned - 1;
    }

    int sum() {
        return sum;
    }
}
