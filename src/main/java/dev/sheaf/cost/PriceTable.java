package dev.sheaf.cost;

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
     */
    public record Row(List<String> names, Price price) {
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

    /** The first price that is for this model. */
    public Optional<Price> price(String model) {
        return rows.stream().filter(row -> row.isFor(model)).map(Row::price).findFirst();
    }

    /** What so many tokens of a model cost; absent where it has no price. */
    public Optional<Money> cost(String model, Usage usage, Tariff tariff) {
        return price(model).map(price -> price.of(usage, tariff));
    }
}
