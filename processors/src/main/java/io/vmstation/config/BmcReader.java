package io.vmstation.config;

import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.InBand;
import io.vmstation.node.Bmc.Lan;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.BmcPolling;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads how to reach the baseboard management controller of a node, and how to read it. */
final class BmcReader {
    private static final int PORT = 623;
    private static final List<Integer> CIPHER_SUITES = List.of(17, 3);

    /** Suite 0 knows no password at all; from 20 on they are reserved (IPMI 2.0, table 22-20). */
    private static final int FIRST_SUITE = 1;

    private static final int LAST_SUITE = 19;

    /** Record numbers have 16 bits; 0 and FFFFh are none (IPMI 2.0, section 33.12). */
    private static final int LAST_RECORD = 0xfffe;

    private static final List<String> PRIVILEGES =
            Stream.of(Privilege.values())
                    .map(privilege -> privilege.name().toLowerCase(Locale.ROOT))
                    .toList();
    private static final List<String> OVER_LAN_ONLY =
            List.of("address", "port", "user", "passwordFile", "cipherSuites", "privilege");

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
    BmcDraft read(Fields fields) {
        Optional<Boolean> flag = fields.one("inBand", Values::flag).map(Located::value);
        // Whoever wrote it, but not rightly, did not want to be told what is missing without it.
        boolean inBand = flag.orElse(fields.has("inBand"));
        return new BmcDraft(
                fields.place(),
                inBand ? inBand(fields) : lan(fields),
                fields.one("interval", Quantities.interval("1s")).map(Located::value),
                fields.one("timeLimit", Quantities.durationFrom("1s")).map(Located::value),
                fields.one("source", new OneOf("source", BmcPolling.SOURCES)),
                collectors(fields),
                excludedSensors(fields),
                new SelEventsReader(problems).read(fields));
    }

    private Bmc.Access inBand(Fields fields) {
        for (String key : OVER_LAN_ONLY) {
            fields.any(key)
                    .ifPresent(
                            value ->
                                    problems.report(
                                            value.place(),
                                            "does not go together with inBand, which needs no"
                                                    + " network: remove it, or remove `inBand`"));
        }
        return new InBand();
    }

    private Bmc.Access lan(Fields fields) {
        if (!fields.has("address")) {
            problems.report(
                    fields.place(),
                    "has no address: add `address: ...`, or `inBand: true` where the operating"
                            + " system of the node is to ask its BMC");
        }
        for (String required : List.of("user", "passwordFile")) {
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
        return new Lan(
                fields.one("address", Values::unicastAddress).map(Located::value).orElse(""),
                fields.one("port", Quantities::port).map(Located::value).orElse(PORT),
                fields.one("user", Values::word).map(Located::value).orElse(""),
                fields.one("passwordFile", Values::path).map(this::password).orElse(Path.of("")),
                suites.isEmpty() ? CIPHER_SUITES : suites,
                fields.one("privilege", new OneOf("privilege", PRIVILEGES))
                        .map(found -> Privilege.valueOf(found.value().toUpperCase(Locale.ROOT)))
                        .orElse(Privilege.OPERATOR));
    }

    private Path password(Located<String> written) {
        return new SecretFile(files, problems).check(written, folder, SecretFile::firstLine);
    }

    private static int suite(String text) {
        return Quantities.integer(text, FIRST_SUITE, LAST_SUITE);
    }

    private List<Located<String>> collectors(Fields fields) {
        if (fields.has("collectors") && fields.items("collectors").isEmpty()) {
            problems.report(
                    fields.any("collectors").orElseThrow().place(),
                    "is empty: name a collector, or leave the key out for the default");
        }
        return fields.many("collectors", new OneOf("collector", BmcPolling.COLLECTORS));
    }

    private static Set<Integer> excludedSensors(Fields fields) {
        Set<Integer> records = new LinkedHashSet<>();
        fields.many("excludeSensors", text -> Quantities.integer(text, 1, LAST_RECORD))
                .forEach(found -> records.add(found.value()));
        return records;
    }
}
