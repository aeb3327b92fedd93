package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Finish;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies whose answers moved to other items' numbers, made up by seed: nothing wrong is ever filed. */
class ShiftLawsTest {
    private static final int MOST = 20;
    private static final String LABELS =
            IntStream.range(0, MOST + 5).mapToObj(i -> "'" + label(i) + "'").collect(Collectors.joining(","));
    private static final TaskDefinition LINES = task("lines");
    private static final TaskDefinition JSON = task("json");
    private static final TaskDefinition TOOL = task("tool");
    private static final List<String> FIRST_WORDS =
            List.of("The", "I", "my", "Great", "Why", "日本", "it's", "100", "🎉");

    /** What a reply says of one number. */
    private record Said(int number, String echo, String label) {
        Said under(int other) {
            return new Said(other, echo, label);
        }
    }

    /** How a reply is written down. */
    private enum Written {
        LINES,
        JOINED,
        TABLE,
        MAP,
        ARRAY,
        ARGUMENTS
    }

    static List<Integer> blocks() {
        return Seeds.blocks(10_000);
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void left_out_items_whose_answers_moved_up_are_never_filed(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 0);
            List<Said> answers = trial.right();
            for (int k = 1 + trial.random.nextInt(answers.size()); k > 0 && answers.size() > 1; k--) {
                answers.remove(trial.somewhere(answers.size()));
            }
            trial.files_nothing_wrong(renumbered(answers, trial.numbers()), Finish.STOP);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void invented_items_that_push_answers_down_are_never_filed(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 0);
            List<Said> answers = trial.right();
            answers.add(trial.random.nextInt(answers.size()), trial.invented());
            List<Integer> numbers = new ArrayList<>(trial.numbers());
            numbers.add(numbers.get(numbers.size() - 1) + 1 + trial.random.nextInt(90));
            trial.files_nothing_wrong(renumbered(answers, numbers), Finish.STOP);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void answers_that_moved_and_were_cut_are_never_filed(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 0);
            List<Said> answers = trial.right();
            if (trial.random.nextBoolean()) {
                answers.remove(trial.random.nextInt(answers.size()));
            } else {
                answers.add(trial.random.nextInt(answers.size()), trial.invented());
            }
            String text = trial.written(renumbered(answers, trial.numbers()));
            trial.files_nothing_wrong(
                    text.stripTrailing()
                            .substring(
                                    0, trial.random.nextInt(text.stripTrailing().length())),
                    Finish.LENGTH);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void a_left_out_item_beside_a_doubled_one_is_never_filed(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 0);
            List<Said> answers = trial.right();
            answers.remove(trial.somewhere(answers.size()));
            List<Said> said = renumbered(answers, trial.numbers());
            if (!said.isEmpty()) {
                Said doubled = said.get(trial.random.nextInt(said.size()));
                said.add(trial.random.nextBoolean() ? said.indexOf(doubled) : said.size(), doubled);
            }
            trial.files_nothing_wrong(said, Finish.STOP);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void a_number_named_twice_and_another_left_out_never_file_what_moved_between(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 0);
            List<Integer> numbers = new ArrayList<>(trial.numbers());
            int twice = trial.random.nextInt(numbers.size() - 1);
            int gap = twice + 1 + trial.random.nextInt(numbers.size() - 1 - twice);
            numbers.remove(gap);
            numbers.add(twice, numbers.get(twice));
            trial.files_nothing_wrong(renumbered(trial.right(), numbers), Finish.STOP);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void an_invented_turn_does_not_hide_that_the_first_list_fell_short(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 0);
            List<Said> answers = trial.right();
            answers.remove(trial.random.nextInt(answers.size() - 1));
            List<Said> first = renumbered(answers, trial.numbers());
            List<Said> second = new ArrayList<>();
            for (int number : trial.numbers()) {
                boolean alike = trial.random.nextBoolean() && second.size() < first.size();
                second.add(alike ? first.get(second.size()) : trial.invented().under(number));
            }
            trial.files_nothing_wrong(
                    trial.written(first) + "\n\nNext items follow.\n" + trial.written(second), Finish.STOP);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void an_excuse_under_the_last_number_does_not_hide_that_answers_moved_up(int block) {
        List<String> excuses =
                List.of("", "-", "N/A", "no such item", "NONE", "%s (there is no such item)", "%s - left out");
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 0);
            List<Said> answers = trial.right();
            answers.remove(trial.random.nextInt(answers.size() - 1));
            String excuse = excuses.get(trial.random.nextInt(excuses.size()));
            answers.add(new Said(0, "", excuse.formatted(label(MOST + 1))));
            trial.files_nothing_wrong(renumbered(answers, trial.numbers()), Finish.STOP);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void with_echoes_a_shift_whose_count_matches_is_never_filed(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, 1);
            List<Said> answers = trial.right();
            int out = trial.random.nextInt(answers.size());
            answers.remove(out);
            int in = trial.random.nextInt(answers.size() + 1);
            Said filler = trial.random.nextBoolean() || answers.isEmpty()
                    ? trial.invented()
                    : answers.get(Math.min(in, answers.size() - 1));
            answers.add(in, filler);
            trial.files_nothing_wrong(renumbered(answers, trial.numbers()), Finish.STOP);
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void plain_gaps_before_the_last_slot_keep_all_the_rest(int block) {
        Seeds.each(block, seed -> {
            var trial = new Trial(seed, (int) (seed % 2));
            List<Said> said = trial.right();
            Set<Integer> gaps = new HashSet<>();
            for (int k = trial.random.nextInt(said.size()); k > 0; k--) {
                gaps.add(said.remove(trial.random.nextInt(said.size() - 1)).number());
            }
            if (seed % 3 == 0) {
                Collections.shuffle(said, trial.random);
            }
            List<Outcome> outcomes = trial.read(trial.written(said), Finish.STOP);
            for (Slot slot : trial.pack.slots()) {
                assertThat(Replies.shown(outcomes.get(slot.index())))
                        .as("seed %d: %s", seed, trial.written(said))
                        .isEqualTo(gaps.contains(slot.number()) ? "MISSING" : label(slot.index()));
            }
        });
    }

    private static List<Said> renumbered(List<Said> answers, List<Integer> numbers) {
        var said = new ArrayList<Said>();
        for (int i = 0; i < Math.min(answers.size(), numbers.size()); i++) {
            said.add(answers.get(i).under(numbers.get(i)));
        }
        return said;
    }

    private static TaskDefinition task(String format) {
        return Tasks.definition("'instructions':'Sort.','format':'" + format + "','labels':[" + LABELS + "]");
    }

    /** Every item has a label of its own, so that a wrong one shows. */
    private static String label(int item) {
        return "label " + (char) ('a' + item);
    }

    /** A pack and one way to write its replies down. */
    private static final class Trial {
        private final long seed;
        private final Random random;
        private final Pack pack;
        private final Written written;

        Trial(long seed, int echo) {
            this.seed = seed;
            this.random = new Random(seed);
            int size = random.nextInt(4) == 0 ? 2 : 2 + random.nextInt(MOST - 1);
            var items = new ArrayList<Item>();
            for (int i = 0; i < size; i++) {
                items.add(new Item(
                        "", FIRST_WORDS.get(random.nextInt(FIRST_WORDS.size())) + " text " + (char) ('A' + i)));
            }
            List<Integer> numbers =
                    SlotNumbers.choose(items.stream().map(Item::text).toList(), Set.of(), size, seed);
            var slots = new ArrayList<Slot>();
            for (int i = 0; i < size; i++) {
                slots.add(new Slot(numbers.get(i), i, items.get(i)));
            }
            this.pack = new Pack(slots, echo == 0 ? 0 : Echo.wordsFor(items));
            List<Written> ways = List.of(Written.values());
            this.written = ways.get(random.nextInt(ways.size()));
        }

        List<Integer> numbers() {
            return pack.slots().stream().map(Slot::number).toList();
        }

        List<Said> right() {
            return pack.slots().stream()
                    .map(slot -> new Said(
                            slot.number(),
                            Echo.of(slot.item().text(), Math.max(1, pack.echoWords())),
                            label(slot.index())))
                    .collect(Collectors.toCollection(ArrayList::new));
        }

        Said invented() {
            return new Said(0, "Something else altogether", label(random.nextInt(MOST + 5)));
        }

        /** Often at the ends. */
        int somewhere(int size) {
            return switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> size - 1;
                case 2 -> Math.max(0, size - 2);
                default -> random.nextInt(size);
            };
        }

        void files_nothing_wrong(List<Said> said, Finish finish) {
            files_nothing_wrong(written(said), finish);
        }

        void files_nothing_wrong(String text, Finish finish) {
            List<Outcome> outcomes = read(text, finish);
            for (Slot slot : pack.slots()) {
                assertThat(outcomes.get(slot.index()).answer())
                        .as("seed %d, slot %d of:%n%s", seed, slot.number(), text)
                        .satisfiesAnyOf(answer -> assertThat(answer).isEmpty(), answer -> assertThat(answer)
                                .contains(new Answer.OneLabel(label(slot.index()))));
            }
        }

        List<Outcome> read(String text, Finish finish) {
            TaskDefinition task =
                    switch (written) {
                        case LINES, JOINED, TABLE -> LINES;
                        case MAP, ARRAY -> JSON;
                        case ARGUMENTS -> TOOL;
                    };
            return new ReplyReader(task).read(pack, Replies.reply(text, finish)).outcomes();
        }

        String written(List<Said> said) {
            return switch (written) {
                case LINES -> each(said, "", "[%d] %s%s", "\n", "");
                case JOINED -> each(said, "", "[%d] %s%s", ", ", "");
                case TABLE -> each(said, "| N | Label |\n|---|---|\n", "| %d | %s%s |", "\n", "\n");
                case MAP -> each(said, "{", pack.echoWords() > 0 ? "\"%d\":{%s%s}" : "\"%d\":%s%s", ",", "}");
                case ARRAY -> each(said, "[", "{\"name\":\"%d\",%s%s}", ",", "]");
                case ARGUMENTS -> each(said, "{\"answers\":[", "{\"slot\":%d,%s%s}", ",", "]}");
            };
        }

        private String each(List<Said> said, String start, String form, String joint, String end) {
            return said.stream()
                    .map(one -> form.formatted(one.number(), echo(one), answer(one)))
                    .collect(Collectors.joining(joint, start, end));
        }

        private String echo(Said one) {
            if (pack.echoWords() == 0) {
                return "";
            }
            return switch (written) {
                case LINES, JOINED -> one.echo() + " => ";
                case TABLE -> one.echo() + " | ";
                default -> "\"echo\":\"" + one.echo() + "\",";
            };
        }

        private String answer(Said one) {
            return switch (written) {
                case LINES, JOINED, TABLE -> one.label();
                case MAP -> (pack.echoWords() > 0 ? "\"label\":" : "") + '"' + one.label() + '"';
                default -> "\"label\":\"" + one.label() + '"';
            };
        }
    }
}
