package dev.sheaf.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A single character, or a tab by name. */
final class DelimiterConverter implements ITypeConverter<Character> {
    @Override
    public Character convert(String value) {
        if (value.equals("\\t") || value.equalsIgnoreCase("tab")) {
            return '\t';
        }
        if (value.length() != 1 || "\"\r\n".contains(value)) {
            throw new TypeConversionException("a delimiter is one character, or tab");
        }
        return value.charAt(0);
    }
}
