package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.TEXTS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Finds programs that ask systemd not to sleep or shut down, as {@code systemd-inhibit --list}
 * shows them. They are read from logind itself (org.freedesktop.login1(5), {@code ListInhibitors}),
 * because names and reasons are free text, which makes that table ambiguous. A {@code delay} lock
 * does not count: with it a program only asks to be told in time, as NetworkManager and UPower
 * always do.
 */
public final class InhibitorsCheck implements SleepCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIELDS = 6;
    private static final Set<String> MODES = Set.of("block", "block-weak");
    private static final Program LIST =
            Program.of(
                            "systemd",
                            List.of(
                                    "busctl",
                                    "--json=short",
                                    "call",
                                    "org.freedesktop.login1",
                                    "/org/freedesktop/login1",
                                    "org.freedesktop.login1.Manager",
                                    "ListInhibitors"))
                    .orElse("on a node without systemd-logind take inhibitors off its checks");

    private record Inhibitor(List<String> what, String who, String why, String mode) {}

    @Override
    public String name() {
        return "inhibitors";
    }

    @Override
    public String description() {
        return "Programs that ask systemd not to sleep (systemd-inhibit), such as updates and"
                + " backups.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "what", TEXTS, "sleep, shutdown, idle", "What they must block to count."),
                OptionDescription.of(
                        "ignore",
                        TEXTS,
                        "",
                        "Names of programs that do not count, as systemd-inhibit --list shows them in"
                                + " the column WHO; * stands for anything."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        List<String> what = question.options().texts("what");
        NamePatterns ignored = NamePatterns.of(question.options().texts("ignore"));
        return Inquiry.on(
                question,
                inquiry ->
                        inquiry.printed(LIST)
                                .thenApply(InhibitorsCheck::parse)
                                .thenApply(all -> judge(all, what, ignored)));
    }

    private static Evidence judge(List<Inhibitor> all, List<String> what, NamePatterns ignored) {
        List<String> blocking =
                all.stream()
                        .filter(each -> MODES.contains(each.mode()))
                        .filter(each -> each.what().stream().anyMatch(what::contains))
                        .filter(each -> !ignored.match(each.who()))
                        .map(each -> Clause.of(each.who()) + " (" + Clause.of(each.why()) + ")")
                        .distinct()
                        .toList();
        return blocking.isEmpty()
                ? new Idle("nothing asks to stay awake")
                : new Busy("asked to stay awake: " + Clause.of(blocking));
    }

    /** An array of what, who, why, mode, user and process. */
    private static List<Inhibitor> parse(String printed) {
        JsonNode list = tree(printed).path("data").path(0);
        if (!list.isArray()) {
            throw new CannotTell("busctl printed no list of inhibitors: " + Clause.of(printed));
        }
        List<Inhibitor> all = new ArrayList<>();
        for (JsonNode each : list) {
            if (each.size() != FIELDS) {
                throw new CannotTell("busctl printed an unreadable inhibitor: " + each);
            }
            all.add(
                    new Inhibitor(
                            Arrays.asList(each.path(0).asText().split(":", -1)),
                            each.path(1).asText(),
                            each.path(2).asText(),
                            each.path(3).asText()));
        }
        return all;
    }

    private static JsonNode tree(String printed) {
        try {
            return JSON.readTree(printed);
        } catch (JsonProcessingException e) {
            throw new CannotTell("busctl printed no JSON: " + Clause.of(printed));
        }
    }
}
