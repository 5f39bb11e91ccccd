package io.vmstation.ipmi.source.freeipmi;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcConnection.InBand;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Errand;
import io.vmstation.ipmi.source.tool.InBandDevice;
import io.vmstation.ipmi.source.tool.InBandSession;
import io.vmstation.ipmi.source.tool.Orders;
import io.vmstation.ipmi.source.tool.Poll;
import io.vmstation.ipmi.source.tool.Poll.Heard;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads by FreeIPMI's programs: {@code ipmi-sensors}, {@code ipmi-dcmi}, {@code ipmi-chassis},
 * {@code ipmi-sel}, {@code bmc-info}, {@code ipmi-raw}, as ipmi_exporter does, and with its
 * options. The watchdog is read by {@code ipmi-raw}, over the network too: {@code bmc-watchdog}
 * asks the machine that it runs on only, and is a package of its own.
 *
 * <p>They are run by {@link Commands}, not by an {@code exec} endpoint of Camel: that one takes the
 * program from headers of the message, does not end what the program has started, and holds a
 * thread as long as it runs. Each is one session with the BMC, and they are run one after the
 * other. In-band they say what {@code /etc/freeipmi/freeipmi.conf} would change for nobody: it is
 * not read.
 */
public final class FreeIpmi implements BmcSource {
    private static final String PROBE = "ipmi-sensors";

    private final Commands local;
    private final Predicate<String> installed;
    private final InBandDevice device;
    private final Learnt learnt;

    /**
     * @param local runs programs of this machine
     * @param installed whether there is a program of that name on this machine
     * @param files for passwords and caches
     */
    public FreeIpmi(Commands local, Predicate<String> installed, PrivateFolder files) {
        this(local, installed, files, InBandDevice.ofThisMachine());
    }

    FreeIpmi(
            Commands local, Predicate<String> installed, PrivateFolder files, InBandDevice device) {
        this.local = requireNonNull(local, "local is null");
        this.installed = requireNonNull(installed, "installed is null");
        this.device = requireNonNull(device, "device is null");
        this.learnt = new Learnt(files);
    }

    @Override
    public String name() {
        return "freeipmi";
    }

    @Override
    public Optional<String> unfit(BmcConnection connection) {
        // What another machine has shows when it is asked.
        if (connection instanceof InBand inBand && !inBand.isThisMachine()) {
            return Optional.empty();
        }
        if (!installed.test(PROBE)) {
            return Optional.of(
                    "there is no "
                            + PROBE
                            + ": apt install freeipmi-tools, or dnf install freeipmi");
        }
        return connection instanceof InBand ? device.missing() : Optional.empty();
    }

    @Override
    public CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order) {
        Errand errand = new Errand(commands(connection));
        Privilege privilege =
                connection instanceof Lan lan ? lan.privilege() : Privilege.ADMINISTRATOR;
        Session session = session(connection, errand, privilege, order.workarounds());
        boolean remote = connection instanceof InBand inBand && !inBand.isThisMachine();
        Questions questions = new Questions(order.excludedSensors(), cache(remote));
        return errand.handOut(
                Poll.begin(
                        name(),
                        order,
                        (collector, deadline) -> ask(session, questions, collector, deadline)));
    }

    @Override
    public CompletableFuture<PowerResult> power(
            BmcConnection connection, PowerAction action, Duration timeLimit) {
        Errand errand = new Errand(commands(connection));
        Session session = session(connection, errand, Orders.privilege(connection), List.of());
        return errand.handOut(
                session.ask(Questions.order(action), Deadline.in(timeLimit))
                        .thenApply(answer -> Orders.result(action, answer)));
    }

    private static CompletableFuture<Heard> ask(
            Session session, Questions questions, Collector collector, Deadline deadline) {
        List<String> line = questions.line(collector);
        if (collector == Collector.SEL_EVENTS) {
            return new SelReading(session, line, deadline).read();
        }
        Function<String, Finding> reader =
                text -> WholeText.read(line.get(0), text, questions.reader(collector));
        return session.ask(line, deadline)
                .thenApply(answer -> new Heard(answer.read(reader), answer.endsSession()));
    }

    private Commands commands(BmcConnection connection) {
        return connection instanceof InBand inBand ? inBand.commands() : local;
    }

    private Session session(
            BmcConnection connection,
            Commands commands,
            Privilege privilege,
            List<String> workarounds) {
        List<String> flags = Workarounds.known(workarounds);
        if (connection instanceof Lan lan) {
            return new LanSession(lan, commands, learnt, privilege, flags);
        }
        List<String> options = new ArrayList<>(List.of("--config-file=/dev/null"));
        if (!flags.isEmpty()) {
            options.add("--workaround-flags=" + String.join(",", flags));
        }
        return new InBandSession(
                connection.key(), commands, options, FreeIpmiErrors.outcomes(), learnt.bySudo());
    }

    /** Where it keeps what it read of repositories of sensors; elsewhere it has a place itself. */
    private List<String> cache(boolean remote) {
        return remote ? List.of() : learnt.cacheOption();
    }
}
