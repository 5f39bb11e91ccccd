package io.vmstation.ipmi.source.lan;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tools of FreeIPMI (package freeipmi-tools), against which our readings are held. */
final class FreeIpmi {
    private final Path folder;

    /**
     * @param folder for what the tools keep
     */
    FreeIpmi(Path folder) {
        this.folder = folder;
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ipmi-sensors")),
                "skipped, missing package: freeipmi-tools");
    }

    /** Lines of {@code ipmi-sensors} as ipmi_exporter asks for them, without the events. */
    List<String> sensors(int port, int suite) {
        return run(
                "ipmi-sensors",
                port,
                suite,
                "--sdr-cache-recreate",
                "--quiet-cache",
                "--comma-separated-output",
                "--no-header-output",
                "--ignore-unrecognized-events",
                "--output-event-bitmask",
                "--output-sensor-state");
    }

    /** Lines of {@code ipmi-sel} as ipmi_exporter asks for them. */
    List<String> events(int port, int suite) {
        return run(
                "ipmi-sel",
                port,
                suite,
                "--sdr-cache-recreate",
                "--quiet-cache",
                "--comma-separated-output",
                "--no-header-output",
                "--output-event-state");
    }

    /** Lines of {@code bmc-info}. */
    List<String> info(int port, int suite) {
        return run("bmc-info", port, suite, "--get-device-id");
    }

    /** Runs a tool; what it writes is understood as Latin-1, a letter a byte. */
    List<String> run(String tool, int port, int suite, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/usr/sbin/" + tool,
                                "--driver-type=LAN_2_0",
                                "--hostname=127.0.0.1:" + port,
                                "--username=" + ScriptedBmc.USER,
                                "--password=" + ScriptedBmc.PASSWORD,
                                "--cipher-suite-id=" + suite,
                                "--workaround-flags=opensesspriv",
                                "--privilege-level=ADMIN"));
        if (tool.equals("ipmi-sensors") || tool.equals("ipmi-sel")) {
            command.add("--sdr-cache-directory=" + folder);
        }
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile(folder, tool, ".errors");
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output =
                    new String(
                            process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(tool + ": " + output + Files.readString(errors));
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
