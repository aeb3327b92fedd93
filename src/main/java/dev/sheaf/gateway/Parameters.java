package dev.sheaf.gateway;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values of parameters, as the provider takes or refuses them. */
final class Parameters {
    /** Longer ones than anybody means are no numbers. */
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,40}");

    private Parameters() {}

    /** @throws ApiError 400 where it is none of these */
    static String oneOf(List<String> supported, String param, String value) {
        if (supported.contains(value)) {
            return value;
        }
        String words = supported.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
        throw ApiError.invalid(
                "Invalid value: '" + shortened(value) + "'. Supported values are: " + words + ".",
                param,
                "invalid_value");
    }

    /** @throws ApiError 400 where it is no whole number, or beyond these, which count as well */
    static long within(long least, long most, String param, String value) {
        return within(least, most, param, number(param, value));
    }

    /** @throws ApiError 400 where it is beyond these, which count as well */
    static long within(long least, long most, String param, BigInteger number) {
        if (number.compareTo(BigInteger.valueOf(least)) < 0) {
            throw beyond(param, "below minimum", "integer_below_min_value", ">= " + least, number);
        }
        if (number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw beyond(param, "above maximum", "integer_above_max_value", "<= " + most, number);
        }
        return number.longValueExact();
    }

    private static BigInteger number(String param, String value) {
        String digits = value.strip();
        if (!INTEGER.matcher(digits).matches()) {
            throw ApiError.invalid(
                    "Invalid type for '" + param + "': expected an integer, but got a string instead.",
                    param,
                    "invalid_type");
        }
        return new BigInteger(digits);
    }

    private static ApiError beyond(String param, String where, String code, String expected, BigInteger number) {
        String message = "Invalid '%s': integer %s value. Expected a value %s, but got %d instead."
                .formatted(param, where, expected, number);
        return ApiError.invalid(message, param, code);
    }

    private static String shortened(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }
}
