package dev.sheaf.bench.packaged;

import dev.sheaf.bench.Comments;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A CSV file of so many comments, no two of them the same. */
record Rows(Path file, int count) {

    static Rows write(Path directory, int count) throws IOException {
        Path file = directory.resolve("rows.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,text,city\n");
            for (int i = 0; i < count; i++) {
                String comment = Comments.ALL.get(i % Comments.ALL.size());
                out.write("c" + i + ",\"Seat " + i + ". " + comment + "\",Town " + i % 97 + "\n");
            }
        }
        return new Rows(file, count);
    }

    double perSecond(double seconds) {
        return count / seconds;
    }
}
