package io.vmstation.config;

import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.config.YamlValue.Scalar;
import io.vmstation.config.YamlValue.Sequence;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.SelEventRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one module of ipmi_exporter. Unlike there, whatever makes no sense is a problem. */
final class BmcModuleReader {
    /** IPMI 2.0, sections 22.28 and 22.30. */
    private static final int LONGEST_USER = 16;

    private static final int LONGEST_PASSWORD = 20;

    private static final int LONGEST_TIMEOUT_MILLIS = 600_000;
    private static final int LAST_RECORD = 65_535;
    private static final List<String> USUAL_COLLECTORS = List.of("ipmi", "dcmi", "bmc", "chassis");
    private static final Map<String, Privilege> PRIVILEGES =
            Map.of(
                    "user", Privilege.USER,
                    "operator", Privilege.OPERATOR,
                    "admin", Privilege.ADMINISTRATOR,
                    "administrator", Privilege.ADMINISTRATOR);
    private static final String LAN_1_5 = "lan";
    private static final String LAN_2_0 = "lan20";
    private static final Set<String> LOCAL =
            Set.of("kcs", "ssif", "openipmi", "open", "sunbmc", "inteldcmi");
    private static final List<String> REFUSED =
            List.of("collector_cmd", "default_args", "custom_args");
    private static final Pattern FLAG = Pattern.compile("[A-Za-z0-9]{1,40}");

    private final Problems problems;

    BmcModuleReader(Problems problems) {
        this.problems = problems;
    }

    /** What is wrong is reported and has its default: nothing is made of it then. */
    BmcModule read(Fields fields) {
        refusePrograms(fields);
        checkDriver(fields);
        return new BmcModule(
                secret(fields, "user", LONGEST_USER),
                secret(fields, "pass", LONGEST_PASSWORD),
                fields.one("privilege", BmcModuleReader::privilege)
                        .map(Located::value)
                        .orElse(Privilege.OPERATOR),
                fields.one("timeout", BmcModuleReader::milliseconds)
                        .map(Located::value)
                        .filter(millis -> millis > 0)
                        .map(Duration::ofMillis),
                collectors(fields),
                new LinkedHashSet<>(
                        values(
                                fields.many(
                                        "exclude_sensor_ids",
                                        text -> Quantities.integer(text, 0, LAST_RECORD)))),
                values(fields.many("workaround_flags", BmcModuleReader::flag)),
                fields.items("sel_events").stream().flatMap(item -> event(item).stream()).toList());
    }

    /** Whoever may write this file would become whoever runs VMStation. */
    private void refusePrograms(Fields fields) {
        for (String key : REFUSED) {
            fields.any(key)
                    .filter(value -> !(value instanceof Mapping map && map.entries().isEmpty()))
                    .ifPresent(
                            value ->
                                    problems.report(
                                            value.place(),
                                            "would run programs with any arguments as the user of"
                                                    + " VMStation, which may be root: remove it;"
                                                    + " collectors, exclude_sensor_ids and"
                                                    + " workaround_flags say what is read, and for"
                                                    + " sudo give the user of VMStation the right"
                                                    + " to the device"));
        }
    }

    private void checkDriver(Fields fields) {
        Optional<Located<String>> driver = fields.one("driver", BmcModuleReader::driver);
        driver.filter(found -> LAN_1_5.equals(found.value()))
                .ifPresent(
                        found ->
                                problems.warn(
                                        found.place(),
                                        found.text(),
                                        "is IPMI 1.5, which anybody on the way can listen to: IPMI"
                                                + " 2.0 is spoken instead, write LAN_2_0"));
    }

    private static String driver(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replace("_", "");
        if (LOCAL.contains(plain)) {
            throw new IllegalArgumentException(
                    "asks the BMC of this machine, and a scrape names another one: remove the"
                            + " module, and give the node of this machine `bmc: {inBand: true}` in"
                            + " nodes.yaml");
        }
        if (!LAN_1_5.equals(plain) && !LAN_2_0.equals(plain)) {
            throw new IllegalArgumentException("is not a driver that is known: write LAN_2_0");
        }
        return plain;
    }

    /** As it stands there, blanks too; what is wrong is said without showing it. */
    private String secret(Fields fields, String key, int mostBytes) {
        Optional<YamlValue> value = fields.any(key);
        if (value.isEmpty()) {
            return "";
        }
        Place place = value.get().place();
        if (!(value.get() instanceof Scalar scalar)) {
            problems.report(place, "is " + value.get().kind() + ", a single value is expected");
            return "";
        }
        String text = scalar.text();
        if (text.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
            problems.report(place, "is longer than the " + mostBytes + " bytes that IPMI allows");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            problems.report(place, "holds a control character: put it into one line");
        }
        return text;
    }

    private static int milliseconds(String text) {
        try {
            return Quantities.integer(text, 0, LONGEST_TIMEOUT_MILLIS);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is not a number of milliseconds from 0 to " + LONGEST_TIMEOUT_MILLIS, e);
        }
    }

    private static Privilege privilege(String text) {
        Privilege found = PRIVILEGES.get(text.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalArgumentException(
                    "is not a privilege level: write user, operator or admin");
        }
        return found;
    }

    /** An empty list stays one: of such a module, only the duration is exported. */
    private static List<String> collectors(Fields fields) {
        boolean none =
                fields.any("collectors")
                        .filter(value -> value instanceof Sequence list && list.items().isEmpty())
                        .isPresent();
        if (none) {
            return List.of();
        }
        List<String> named =
                values(fields.many("collectors", new OneOf("collector", BmcPolling.COLLECTORS)))
                        .stream()
                        .distinct()
                        .toList();
        return named.isEmpty() ? USUAL_COLLECTORS : named;
    }

    private static String flag(String text) {
        if (!FLAG.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not a flag: letters and digits are expected, as `man ipmi-sensors` lists"
                            + " them");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private Optional<SelEventRule> event(YamlValue item) {
        if (!(item instanceof Mapping mapping)) {
            problems.report(
                    item.place(), item.shown(), "is not an event: write `{name: ..., regex: ...}`");
            return Optional.empty();
        }
        Fields fields = new Fields(mapping, BmcModulesFormat.SEL_EVENT, problems);
        for (String required : List.of("name", "regex")) {
            if (!fields.has(required)) {
                problems.report(
                        fields.place(), "has no " + required + ": add `" + required + ": ...`");
            }
        }
        Optional<String> name = fields.one("name", Values::word).map(Located::value);
        Optional<Pattern> regex = fields.one("regex", GoPattern::compile).map(Located::value);
        return name.flatMap(found -> regex.map(pattern -> new SelEventRule(found, pattern)));
    }

    private static <T> List<T> values(List<Located<T>> located) {
        return located.stream().map(Located::value).toList();
    }
}
