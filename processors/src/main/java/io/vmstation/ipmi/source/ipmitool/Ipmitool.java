package io.vmstation.ipmi.source.ipmitool;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcConnection.InBand;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.BoundedMemory;
import io.vmstation.ipmi.source.tool.CipherSuites;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Errand;
import io.vmstation.ipmi.source.tool.InBandDevice;
import io.vmstation.ipmi.source.tool.InBandSession;
import io.vmstation.ipmi.source.tool.Orders;
import io.vmstation.ipmi.source.tool.Poll;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.ipmi.standard.EventTable;
import io.vmstation.ipmi.standard.Makers;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Reads by {@code ipmitool}. Sensors are read by its list, which has no numbers and no types,
 * beside the records that it dumps; events are dumped and put into words here. So it tells what
 * FreeIPMI tells, but for the state of a discrete sensor that has a value, too, which ipmitool
 * leaves out, the address of the BMC's web page, and what makers mean by their own events.
 *
 * <p>It reads the whole repository of sensors and their thresholds anew each time, so that it is
 * the slowest of the sources on BMCs that have many. It is run by {@link Commands}, not by an
 * {@code exec} endpoint of Camel: that one takes the program from headers of the message, does not
 * end what the program has started, and holds a thread as long as it runs.
 */
public final class Ipmitool implements BmcSource {
    private static final String PROGRAM = "ipmitool";

    private final Commands local;
    private final Predicate<String> installed;
    private final PrivateFolder files;
    private final InBandDevice device;
    private final CipherSuites suites = new CipherSuites();
    private final BoundedMemory<Boolean> bySudo = new BoundedMemory<>();
    private final BoundedMemory<KnownRepository.Kept> repositories = new BoundedMemory<>();
    private final EventTable table = EventTable.ofFreeIpmi();
    private final Makers makers = Makers.ofServers();

    /**
     * @param local runs programs of this machine
     * @param installed whether there is a program of that name on this machine
     * @param files for what ipmitool dumps
     */
    public Ipmitool(Commands local, Predicate<String> installed, PrivateFolder files) {
        this(local, installed, files, InBandDevice.ofThisMachine());
    }

    Ipmitool(
            Commands local, Predicate<String> installed, PrivateFolder files, InBandDevice device) {
        this.local = requireNonNull(local, "local is null");
        this.installed = requireNonNull(installed, "installed is null");
        this.files = requireNonNull(files, "files is null");
        this.device = requireNonNull(device, "device is null");
    }

    @Override
    public String name() {
        return PROGRAM;
    }

    @Override
    public Optional<String> unfit(BmcConnection connection) {
        // What another machine has shows when it is asked.
        if (connection instanceof InBand inBand && !inBand.isThisMachine()) {
            return Optional.empty();
        }
        if (!installed.test(PROGRAM)) {
            return Optional.of(
                    "there is no ipmitool: apt install ipmitool, or dnf install ipmitool");
        }
        return connection instanceof InBand ? device.missing() : Optional.empty();
    }

    @Override
    public CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order) {
        Errand errand = new Errand(commands(connection));
        Privilege privilege =
                connection instanceof Lan lan ? lan.privilege() : Privilege.ADMINISTRATOR;
        Reading reading =
                reading(
                        session(connection, errand, privilege),
                        dumps(connection, errand),
                        connection.key(),
                        order);
        return errand.handOut(Poll.begin(name(), order, reading::of));
    }

    @Override
    public CompletableFuture<PowerResult> power(
            BmcConnection connection, PowerAction action, Duration timeLimit) {
        Errand errand = new Errand(commands(connection));
        String word =
                switch (action) {
                    case ON -> "on";
                    case SOFT_OFF -> "soft";
                    case CYCLE -> "cycle";
                    case HARD_OFF -> "off";
                };
        return errand.handOut(
                session(connection, errand, Orders.privilege(connection))
                        .ask(
                                List.of(PROGRAM, "-v", "chassis", "power", word),
                                Deadline.in(timeLimit))
                        .thenApply(answer -> Orders.result(action, answer)));
    }

    private Reading reading(Session session, Dumps dumps, String key, ReadOrder order) {
        Records records = new Records(session, dumps, new KnownRepository(key, repositories));
        return new Reading(
                session,
                new SensorReading(session, records, table, order.excludedSensors()),
                new EventReading(session, dumps, records, table),
                makers);
    }

    private Dumps dumps(BmcConnection connection, Errand errand) {
        return connection instanceof InBand inBand && !inBand.isThisMachine()
                ? new RemoteDumps(errand, inBand.commands())
                : new LocalDumps(files);
    }

    private Commands commands(BmcConnection connection) {
        return connection instanceof InBand inBand ? inBand.commands() : local;
    }

    private Session session(BmcConnection connection, Commands commands, Privilege privilege) {
        return connection instanceof Lan lan
                ? new LanSession(lan, commands, suites, privilege)
                : new InBandSession(
                        connection.key(),
                        commands,
                        List.of("-I", "open"),
                        IpmitoolErrors.outcomes(Extent.QUESTION),
                        bySudo);
    }
}
