package dev.sheaf.cost;

import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What the provider's models cost as of a day. A model that is not in it has no price, as opposed to none to pay.
 *
 * @param date when these prices were read
 * @param source where they stand
 */
public record PriceTable(LocalDate date, String source, List<Row> rows) {
    private static final String BUILT_IN = "/prices.yaml";

    public PriceTable {
        rows = List.copyOf(rows);
    }

    /**
     * A price and the models that it is for.
     *
     * @param names of models; a {@code #} in them stands for any digit
     * @param context tokens of input and output together, where the table says it
     * @param encoding how tokens are counted, where the table says it
     */
    public record Row(List<String> names, Price price, OptionalInt context, Optional<ModelProfile.Encoding> encoding) {
        public Row {
            names = List.copyOf(names);
        }

        private boolean isFor(String model) {
            return names.stream().anyMatch(name -> fits(name, model));
        }

        private static boolean fits(String name, String model) {
            boolean fits = name.length() == model.length();
            for (int i = 0; fits && i < name.length(); i++) {
                char wanted = name.charAt(i);
                char there = model.charAt(i);
                fits = wanted == '#' ? there >= '0' && there <= '9' : wanted == there;
            }
            return fits;
        }
    }

    /** The table that comes with Sheaf. */
    public static PriceTable builtIn() {
        try (InputStream in = PriceTable.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("the price table is missing");
            }
            return PriceFile.read(in, BUILT_IN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A table of the user's own, in the same form.
     *
     * @throws UnfitPrices where it cannot be read or holds no such table
     */
    public static PriceTable read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return PriceFile.read(in, file.toString());
        } catch (NoSuchFileException e) {
            throw new UnfitPrices(file + " is not there.");
        } catch (IOException e) {
            throw new UnfitPrices(file + " cannot be read: " + e.getMessage());
        }
    }

    private Optional<Row> row(String model) {
        return rows.stream().filter(row -> row.isFor(model)).findFirst();
    }

    /** The first price that is for this model. */
    public Optional<Price> price(String model) {
        return row(model).map(Row::price);
    }

    /** What is known of a model: by this table, and where it says nothing, by its name. */
    public ModelProfile profile(String model) {
        ModelProfile named = ModelProfile.of(model);
        return row(model)
                .map(row -> new ModelProfile(
                        row.encoding().orElse(named.encoding()),
                        row.context().orElse(named.contextTokens()),
                        named.reasons()))
                .orElse(named);
    }

    /** What so many tokens of a model cost; absent where it has no price. */
    public Optional<Money> cost(String model, Usage usage, Tariff tariff) {
        return price(model).flatMap(price -> price.of(usage, tariff));
    }

    /** What a call cost, and what its items would have cost otherwise. */
    public Bill bill(String model, Usage usage, Tariff tariff, Content content) {
        return price(model)
                .filter(price -> price.at(tariff).isPresent())
                .map(price -> bill(price, usage, tariff, content))
                .orElse(Bill.UNKNOWN);
    }

    private static Bill bill(Price price, Usage usage, Tariff tariff, Content content) {
        Function<Rates, Money> alone = rates -> content.first() ? rates.of(Alone.of(usage, content)) : Money.ZERO;
        Function<Rates, Money> cached = rates -> content.first() ? rates.of(Alone.cached(usage, content)) : Money.ZERO;
        return new Bill(
                price.of(usage, tariff),
                price.at(Tariff.LIST).map(alone),
                price.at(Tariff.LIST).map(cached),
                price.of(usage, Tariff.LIST),
                price.at(Tariff.BATCH).map(rates -> alone.apply(rates).atMost(cached.apply(rates))),
                price.of(usage, Tariff.BATCH));
    }
}
