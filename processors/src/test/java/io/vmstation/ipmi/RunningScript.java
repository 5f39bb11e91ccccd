package io.vmstation.ipmi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A script of the lab that runs until it is closed, and begins with printing its port. */
final class RunningScript implements AutoCloseable {
    private final Process process;
    private final int port;

    RunningScript(String name, Path folder, String... options) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(BmcSimulator.PYTHON, "-B", BmcSimulator.script(name), "run"));
        command.add(folder.toString());
        command.addAll(List.of(options));
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            port = Integer.parseInt(String.valueOf(output.readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
