package dev.sheaf.bench.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** What Linux says of a process, by proc(5). */
final class Kernel {
    private static final double TICKS_A_SECOND = 100;
    private static final String PEAK = "VmHWM:";
    /** Of /proc/PID/stat behind the program's name: utime, stime, and the same of children that are over. */
    private static final int FIRST_TIME = 11;

    private static final int OWN_TIMES = 2;
    private static final int ALL_TIMES = 4;

    private Kernel() {}

    /** The most memory it ever had resident, in MB of 1,048,576 bytes; 0 where it is over. */
    static double peakMegabytes(long pid) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(PEAK))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    /** Processor time it has taken, in seconds. */
    static double seconds(long pid) {
        return seconds(pid, OWN_TIMES);
    }

    /** The same with that of its children, those that are over included. */
    static double secondsWithChildren(long pid) {
        double living = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToDouble(child -> seconds(child.pid(), ALL_TIMES))
                .sum();
        return living + seconds(pid, ALL_TIMES);
    }

    private static double seconds(long pid, int times) {
        String stat = read(pid, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return IntStream.range(FIRST_TIME, FIRST_TIME + times)
                .mapToDouble(i -> Double.parseDouble(fields[i]) / TICKS_A_SECOND)
                .sum();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException e) {
            return "";
        }
    }
}
