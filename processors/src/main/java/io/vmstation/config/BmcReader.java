package io.vmstation.config;

import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.Lan;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.BmcPolling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads how to reach the baseboard management controller of a node. */
final class BmcReader {
    private static final int PORT = 623;
    private static final List<Integer> CIPHER_SUITES = List.of(17, 3);

    /** Suite 0 knows no password at all; from 20 on they are reserved (IPMI 2.0, table 22-20). */
    private static final int FIRST_SUITE = 1;

    private static final int LAST_SUITE = 19;

    private final ConfigFiles files;
    private final Path folder;
    private final Problems problems;

    /**
     * @param folder of nodes.yaml
     */
    BmcReader(ConfigFiles files, Path folder, Problems problems) {
        this.files = files;
        this.folder = folder;
        this.problems = problems;
    }

    /** What is missing is reported and stays empty: nothing is built with it then. */
    Bmc read(Fields fields) {
        for (String required : List.of("address", "user", "passwordFile")) {
            if (!fields.has(required)) {
                problems.report(
                        fields.place(), "has no " + required + ": add `" + required + ": ...`");
            }
        }
        List<Integer> suites =
                fields.many("cipherSuites", BmcReader::suite).stream()
                        .map(Located::value)
                        .distinct()
                        .toList();
        return new Bmc(
                new Lan(
                        fields.one("address", Values::unicastAddress)
                                .map(Located::value)
                                .orElse(""),
                        fields.one("port", Quantities::port).map(Located::value).orElse(PORT),
                        fields.one("user", Values::word).map(Located::value).orElse(""),
                        fields.one("passwordFile", Values::path)
                                .map(this::password)
                                .orElse(Path.of("")),
                        suites.isEmpty() ? CIPHER_SUITES : suites,
                        Privilege.OPERATOR),
                new BmcPolling(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        "auto",
                        List.of("bmc", "ipmi", "chassis", "dcmi", "sel"),
                        Set.of(),
                        List.of()));
    }

    private Path password(Located<String> written) {
        return new SecretFile(files, problems).check(written, folder, SecretFile::firstLine);
    }

    private static int suite(String text) {
        return Quantities.integer(text, FIRST_SUITE, LAST_SUITE);
    }
}
