package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this platform, from an archive on the class path, unpacked once beside the data. */
final class PostgresBinaries {

    private static final int EXECUTABLE = 0111;

    private PostgresBinaries() {}

    /**
     * Unpacks them where that is still to be done; all at once, so that an interrupted run leaves nothing half.
     *
     * @return the directory that holds {@code bin}
     * @throws Refused where the class path has no archive, as in a native image
     */
    static Path in(Path directory) throws IOException {
        String archive = archive();
        Path home = directory.resolve("postgresql-" + fingerprint(archive));
        if (!Files.isDirectory(home)) {
            Path draft = Drafts.of(home);
            unpack(archive, draft);
            Drafts.finish(draft, home);
        }
        return home;
    }

    /** As the archives are called: {@code postgres-linux-x86_64.txz}. */
    private static String archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "darwin" : system;
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return "postgres-" + family + "-" + processor + ".txz";
    }

    /** Another version of the archive is unpacked beside the old one. */
    private static String fingerprint(String archive) throws IOException {
        CRC32 sum = new CRC32();
        byte[] block = new byte[1 << 16];
        try (InputStream packed = open(archive)) {
            for (int read = packed.read(block); read >= 0; read = packed.read(block)) {
                sum.update(block, 0, read);
            }
        }
        return Long.toHexString(sum.getValue());
    }

    private static InputStream open(String archive) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        @Nullable InputStream packed = loader.getResourceAsStream(archive);
        if (packed == null) {
            throw new Refused("This build brings no PostgreSQL for this platform (" + archive
                    + "): set DATABASE_URL (postgresql://user:password@host:5432/name).");
        }
        return packed;
    }

    private static void unpack(String archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(archive), 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, target);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("The archive points outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            write(tar, entry, file);
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        Files.copy(tar, file);
        if ((entry.getMode() & EXECUTABLE) != 0 && !file.toFile().setExecutable(true, false)) {
            throw new IOException("Cannot be made executable: " + file);
        }
    }
}
