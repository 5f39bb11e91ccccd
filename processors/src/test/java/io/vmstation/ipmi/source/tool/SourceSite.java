package io.vmstation.ipmi.source.tool;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.BmcSimulator;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.Password;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc.Privilege;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What tests of sources that run programs have in common. */
public final class SourceSite {
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private SourceSite() {}

    public static ReadOrder all() {
        return order(Collector.values());
    }

    public static ReadOrder order(Collector... collectors) {
        return new ReadOrder(Set.of(collectors), Set.of(), LIMIT, List.of());
    }

    public static Lan lan(BmcSimulator bmc) {
        return lan(bmc.port(), BmcSimulator.USER, BmcSimulator.PASSWORD, 3);
    }

    public static Lan lan(int port, String user, String password, Integer... suites) {
        return new Lan(
                "127.0.0.1",
                port,
                user,
                new Password(password),
                List.of(suites),
                Privilege.ADMINISTRATOR);
    }

    /** What came of a collector. */
    public static Finding found(BmcReading reading, Collector collector) {
        return requireNonNull(reading.findings().get(collector), "nothing was found");
    }

    /** The sensor of that name. */
    public static Sensor sensor(Finding finding, String name) {
        return ((Finding.Sensors) finding)
                .all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /** What was recorded of a program, out of {@code src/test/resources/io/vmstation/ipmi}. */
    public static String recorded(String name) {
        try (InputStream in = SourceSite.class.getResourceAsStream("/io/vmstation/ipmi/" + name)) {
            return new String(requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program out of lines of a shell. */
    public static Path program(Path folder, String name, String... lines) throws IOException {
        Path file =
                Files.write(
                        Files.createDirectories(folder).resolve(name),
                        Stream.concat(Stream.of("#!/bin/sh"), Stream.of(lines)).toList());
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
