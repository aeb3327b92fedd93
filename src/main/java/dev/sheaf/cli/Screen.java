package dev.sheaf.cli;

import java.io.Console;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Where messages to the user appear.
 *
 * @param interactive whether a line can be drawn again in place
 * @param width in columns
 */
record Screen(boolean interactive, int width) {
    private static final int USUAL_WIDTH = 80;

    static Screen of(Map<String, String> env) {
        boolean interactive =
                isTerminal(System.console()) && !env.getOrDefault("TERM", "").equals("dumb");
        return new Screen(
                interactive,
                interactive ? new UsageMessageSpec().autoWidth(true).width() : USUAL_WIDTH);
    }

    /** From Java 22 on there can be a console without a terminal, and a method that tells. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }
}
