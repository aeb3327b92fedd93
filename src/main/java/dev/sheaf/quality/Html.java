package dev.sheaf.quality;

/** Texts as they stand in HTML. */
final class Html {
    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String cell(String text) {
        return "<td>" + text(text) + "</td>";
    }

    static String heading(String text) {
        return "<th scope=\"col\">" + text(text) + "</th>";
    }
}
