package dev.sheaf.ask;

import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item that has no final answer yet.
 *
 * @param shares its part of the calls so far
 * @param lonely how often it was asked alone
 * @param doubted what it got in the first pack that was not trusted, to be compared
 */
record Open(
        int index,
        Weighed weighed,
        List<Share> shares,
        int lonely,
        @Nullable Answer doubted) {

    Item asked() {
        return weighed.item();
    }

    Open with(Share share, int packSize) {
        var all = new ArrayList<>(shares);
        all.add(share);
        return new Open(index, weighed, all, packSize == 1 ? lonely + 1 : lonely, doubted);
    }

    Open doubting(Answer answer) {
        return doubted == null ? new Open(index, weighed, shares, lonely, answer) : this;
    }
}
