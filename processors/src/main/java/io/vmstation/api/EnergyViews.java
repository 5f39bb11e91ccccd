package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyAmounts.Condition;
import io.vmstation.spi.EnergyAmounts.Split;
import io.vmstation.spi.EnergyReports;
import io.vmstation.spi.EnergyReports.Report;
import io.vmstation.spi.EnergyStore;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the API tells of energy, all of it from memory. Thread-safe. */
public final class EnergyViews {
    /** How far back an answer goes when nothing is said. */
    public static final int DAYS = 30;

    /** How far back it can go. */
    public static final int MOST_DAYS = EnergyStore.MOST_DAYS;

    /** Less than a thousandth of a watt-hour is noise. */
    private static final int DIGITS = 6;

    private final Supplier<Nodes> nodes;
    private final NodeViews views;
    private final EnergyReports reports;

    /**
     * @param nodes the site as it is now
     * @param views say that there is no such node
     * @param reports where it is known from
     */
    public EnergyViews(Supplier<Nodes> nodes, NodeViews views, EnergyReports reports) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.views = requireNonNull(views, "views is null");
        this.reports = requireNonNull(reports, "reports is null");
    }

    /**
     * What nodes drew and saved.
     *
     * @param node its name; absent: all
     * @param days how many days the time goes back, today included, from 1 to {@link #MOST_DAYS}
     */
    public Answer show(Optional<String> node, int days) {
        Optional<ApiProblem> problem = node.flatMap(views::unknown);
        if (problem.isPresent()) {
            return Answer.of(problem.get());
        }
        if (days < 1 || days > MOST_DAYS) {
            return Answer.of(
                    new ApiProblem(400, "days must be a number from 1 to " + MOST_DAYS + "."));
        }
        List<Node> shown =
                nodes.get().all().stream()
                        .filter(one -> node.isEmpty() || one.name().equals(node.get()))
                        .toList();
        ObjectNode object = Json.object().put("days", days);
        reports.tariff()
                .ifPresent(
                        tariff ->
                                object.set(
                                        "tariff",
                                        Json.object()
                                                .put("perKilowattHour", tariff.perKilowattHour())
                                                .put("currency", tariff.currency())));
        object.set("nodes", Json.array(shown, one -> view(one, days)));
        return Answer.ok(object);
    }

    private ObjectNode view(Node node, int days) {
        ObjectNode view = Json.object().put("name", node.name());
        reports.of(node.name(), days).ifPresent(report -> add(view, report));
        return view;
    }

    private void add(ObjectNode view, Report report) {
        report.watts().ifPresent(watts -> view.put("watts", rounded(watts)));
        report.idleWatts().ifPresent(watts -> view.put("idleWatts", rounded(watts)));
        view.put("since", report.since().toString());
        view.set("today", amounts(report.today()));
        view.set("period", amounts(report.period()));
        view.set("all", amounts(report.all()));
        view.set("daily", Json.array(List.copyOf(report.daily().entrySet()), this::day));
    }

    private ObjectNode day(Map.Entry<LocalDate, EnergyAmounts> day) {
        ObjectNode object = Json.object().put("day", day.getKey().toString());
        object.setAll(amounts(day.getValue()));
        return object;
    }

    private ObjectNode amounts(EnergyAmounts amounts) {
        ObjectNode object = Json.object();
        object.set("kilowattHours", split(amounts.kilowattHours()));
        object.set("unmeasuredSeconds", split(amounts.unmeasuredSeconds()));
        object.put("savedKilowattHours", rounded(amounts.savedKilowattHours()));
        if (reports.tariff().isPresent()) {
            object.put("cost", rounded(amounts.money().cost()));
            object.put("savedCost", rounded(amounts.money().saved()));
        }
        return object;
    }

    private static ObjectNode split(Split split) {
        ObjectNode object = Json.object();
        for (Condition condition : Condition.values()) {
            object.put(condition.name().toLowerCase(Locale.ROOT), rounded(split.in(condition)));
        }
        return object;
    }

    private static BigDecimal rounded(double value) {
        BigDecimal digits = BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP);
        BigDecimal brief = digits.stripTrailingZeros();
        return brief.scale() < 0 ? brief.setScale(0) : brief;
    }
}
