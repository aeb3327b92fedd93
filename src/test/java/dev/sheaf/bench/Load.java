package dev.sheaf.bench;

/**
 * What callers do.
 *
 * @param callers connections, each with one request under way at most
 * @param perSecond requests a second in all, each at its own due time; 0: every caller asks again as soon as it has its
 *     answer
 * @param seconds how long is measured, after a second that is not
 */
record Load(int port, String path, int callers, int perSecond, int seconds) {

    static Load closed(int port, String path, int callers, int seconds) {
        return new Load(port, path, callers, 0, seconds);
    }

    String line() {
        return port + " " + path + " " + callers + " " + perSecond + " " + seconds;
    }

    static Load parse(String line) {
        String[] words = line.split(" ");
        return new Load(
                Integer.parseInt(words[0]),
                words[1],
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]));
    }
}
