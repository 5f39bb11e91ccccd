package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import io.vmstation.api.EnergyViews;
import io.vmstation.host.HostPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what nodes drew and what their sleep saved, in a table. */
@Command(name = "energy", description = "Shows what nodes draw, cost and save")
final class Energy extends Asking {
    private static final double HOUR = 3600;

    @Parameters(
            arity = "0..1",
            paramLabel = "NODE",
            description = "Name of the node in nodes.yaml; left out: all of them")
    private @Nullable String node;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = {
                "How many days to look back, today included; default: " + EnergyViews.DAYS + ".",
                "With NODE, each of them gets a line."
            })
    private @Nullable Integer days;

    Energy(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        return station.energy(Optional.ofNullable(node), days == null ? EnergyViews.DAYS : days);
    }

    @Override
    int show(Answer answer) {
        List<List<String>> rows = new ArrayList<>();
        List<String> without = new ArrayList<>();
        String currency = answer.body().path("tariff").path("currency").asText();
        rows.add(head(currency));
        for (JsonNode one : answer.body().path("nodes")) {
            if (one.has("all")) {
                addNode(rows, one, answer.body().path("days").asInt());
            } else {
                without.add(one.path("name").asText());
            }
        }
        if (rows.size() > 1) {
            Table.lines(rows).forEach(out()::println);
        }
        if (!without.isEmpty()) {
            out().println("Power was never measured of: " + String.join(", ", without));
        } else if (rows.size() == 1) {
            out().println("No node is configured: add one to config/nodes.yaml");
        }
        return ExitCode.OK;
    }

    private static List<String> head(String currency) {
        List<String> head =
                new ArrayList<>(
                        List.of(
                                "NODE",
                                "NOW",
                                "IDLE",
                                "TIME",
                                "AWAKE",
                                "ASLEEP",
                                "UNKNOWN",
                                "NOT MEASURED",
                                "SAVED"));
        if (!currency.isEmpty()) {
            head.addAll(List.of("COST " + currency, "SAVED " + currency));
        }
        return head;
    }

    private void addNode(List<List<String>> rows, JsonNode one, int shownDays) {
        String name = one.path("name").asText();
        String now = watts(one, "watts");
        String idle = watts(one, "idleWatts");
        rows.add(row(name, now, idle, "today", one.path("today")));
        rows.add(row("", "", "", shownDays + " days", one.path("period")));
        rows.add(row("", "", "", "since " + one.path("since").asText(), one.path("all")));
        if (node != null && days != null) {
            one.path("daily").forEach(d -> rows.add(row("", "", "", d.path("day").asText(), d)));
        }
    }

    private static List<String> row(
            String name, String now, String idle, String time, JsonNode amounts) {
        JsonNode drawn = amounts.path("kilowattHours");
        JsonNode gaps = amounts.path("unmeasuredSeconds");
        double gap = 0;
        for (JsonNode one : gaps) {
            gap += one.asDouble();
        }
        List<String> row =
                new ArrayList<>(
                        List.of(
                                name,
                                now,
                                idle,
                                time,
                                energy(drawn.path("awake")),
                                energy(drawn.path("asleep")),
                                energy(drawn.path("unknown")),
                                number("%.1f h", gap / HOUR),
                                energy(amounts.path("savedKilowattHours"))));
        if (amounts.has("cost")) {
            row.add(number("%.2f", amounts.path("cost").asDouble()));
            row.add(number("%.2f", amounts.path("savedCost").asDouble()));
        }
        return row;
    }

    private static String watts(JsonNode one, String key) {
        return one.has(key) ? number("%.0f W", one.path(key).asDouble()) : "-";
    }

    private static String energy(JsonNode kilowattHours) {
        return number("%.2f kWh", kilowattHours.asDouble());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
