package dev.sheaf.simulator;

/**
 * What a prompt asks of each of its items.
 *
 * @param form how the answers are written
 * @param field what one answer is
 * @param echoWords how many of the item's first words stand before its answer; those of a schema stand in the field
 * @param judged whether there is anything to judge; else the prompt is a conversation
 */
record Question(AnswerForm form, Field field, int echoWords, boolean judged) {
    SlotAnswer truth(Asked asked) {
        return answer(asked.slot(), ItemText.of(asked.text()));
    }

    SlotAnswer answer(String slot, ItemText text) {
        return new SlotAnswer(slot, field.fill(text), echo(text));
    }

    /** Another answer to the same item, where there is one. */
    SlotAnswer other(Asked asked, long salt) {
        ItemText text = ItemText.of(asked.text());
        return new SlotAnswer(asked.slot(), field.other(text, salt), echo(text));
    }

    SlotAnswer unfit(Asked asked, long salt) {
        ItemText text = ItemText.of(asked.text());
        return new SlotAnswer(asked.slot(), field.unfit(text, salt), echo(text));
    }

    private String echo(ItemText text) {
        return echoWords == 0 ? "" : text.first(echoWords);
    }
}
