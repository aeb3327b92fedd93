package dev.sheaf.openai;

/** A look into bytes that are text only in part. */
final class Bytes {
    private Bytes() {}

    static boolean contain(byte[] bytes, byte[] word) {
        for (int start = 0; start <= bytes.length - word.length; start++) {
            if (bytes[start] == word[0] && standsAt(start, bytes, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean standsAt(int start, byte[] bytes, byte[] word) {
        for (int i = 1; i < word.length; i++) {
            if (bytes[start + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
