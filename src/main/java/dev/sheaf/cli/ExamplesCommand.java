package dev.sheaf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "examples",
        header = "Writes example tasks and rows into a directory.",
        description = {"", "Files that are there already stay as they are."},
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class ExamplesCommand implements Callable<Integer> {
    static final List<String> FILES = List.of(
            "product-reviews.csv",
            "product-reviews.yaml",
            "product-facts.yaml",
            "support-tickets.csv",
            "support-tickets.yaml");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where they go (default: the current directory).")
    private Path directory = Path.of(".");

    @Override
    public Integer call() {
        try {
            Files.createDirectories(directory);
            for (String name : FILES) {
                write(name, directory.resolve(name));
            }
            return 0;
        } catch (IOException e) {
            throw CommandFailure.refused("Cannot write to " + directory + ": " + SheafClient.said(e) + '.');
        }
    }

    private void write(String name, Path file) throws IOException {
        if (Files.exists(file)) {
            sheaf.shell().err().println(file + " is there already.");
            return;
        }
        try (InputStream in = ExamplesCommand.class.getResourceAsStream("/examples/" + name)) {
            if (in == null) {
                throw new IOException("the example " + name + " is missing in this build");
            }
            Files.copy(in, file);
            sheaf.shell().print(file.toString());
        }
    }
}
