package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc.Privilege;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads BMCs over the network by itself, without a program of its own for each question: RMCP+ of
 * IPMI 2.0, with the library ipmi-java. It keeps the session and the sensor records of a BMC, so
 * that a reading asks for values only. A session that nobody used for a while is closed, as BMCs
 * have few of them.
 *
 * <p>A BMC that hangs holds one thread until the time limit. The jar of the library may be missing:
 * then {@link #unfit} says so, and all else fails with that reason. Thread-safe.
 */
public final class LanSource implements BmcSource {
    private static final Logger log = LoggerFactory.getLogger(LanSource.class);
    private static final String LIBRARY = "org.metricshub.ipmi.core.coding.security.CipherSuite";

    /** Many BMCs end a session that was not used for a minute: IPMI 2.0 section 6.12.15. */
    private static final Duration IDLE = Duration.ofSeconds(45);

    private final Contacts contacts;
    private final Parts parts = new Parts();

    /** Sends nothing and begins no thread before the first reading. */
    public LanSource() {
        this(IDLE);
    }

    /**
     * @param idle how long a session is kept without use
     */
    LanSource(Duration idle) {
        contacts = new Contacts(requireNonNull(idle, "idle is null"));
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public Optional<String> unfit(BmcConnection connection) {
        if (!(connection instanceof Lan lan)) {
            return Optional.of("it talks to BMCs over the network only");
        }
        if (!isLibraryThere()) {
            return Optional.of(
                    "the library ipmi-java is not in lib/: put ipmi-java-1.2.01.jar there, or use"
                            + " FreeIPMI or ipmitool");
        }
        if (lan.cipherSuites().stream().allMatch(number -> Suite.numbered(number).isEmpty())) {
            return Optional.of(
                    "none of the cipher suites %s is one of %s: check bmc.cipherSuites"
                            .formatted(lan.cipherSuites(), Suite.known()));
        }
        return Optional.empty();
    }

    private static boolean isLibraryThere() {
        try {
            Class.forName(LIBRARY, false, LanSource.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order) {
        Instant at = Instant.now();
        long began = System.nanoTime();
        Map<Collector, Finding> findings = new ConcurrentHashMap<>();
        Function<Finding, BmcReading> soFar =
                rest -> {
                    order.collectors().forEach(each -> findings.putIfAbsent(each, rest));
                    Duration took = Duration.ofNanos(System.nanoTime() - began);
                    return new BmcReading(name(), at, took, findings);
                };
        Optional<String> unfit = unfit(connection);
        if (unfit.isPresent()) {
            return CompletableFuture.completedFuture(soFar.apply(new Finding.Failed(unfit.get())));
        }
        Lan bmc = (Lan) connection;
        return contacts.go(
                bmc,
                order.timeLimit(),
                (contact, attempt) -> {
                    Talk talk = new Talk(contact.sessions(), bmc, attempt);
                    readAll(talk, contact.memory(), order, findings);
                    return soFar.apply(new Finding.Failed("it was not asked"));
                },
                failure -> soFar.apply(failure.finding()));
    }

    private void readAll(
            Talk talk, Memory memory, ReadOrder order, Map<Collector, Finding> findings) {
        for (Collector collector : new TreeSet<>(order.collectors())) {
            findings.putIfAbsent(collector, read(collector, talk, memory, order));
        }
    }

    private Finding read(Collector collector, Talk talk, Memory memory, ReadOrder order) {
        try {
            return parts.of(collector).read(talk, memory, order);
        } catch (LanFailure e) {
            return e.finding();
        } catch (RuntimeException e) {
            log.debug("An answer of a BMC was not understood: collector={}", collector.word(), e);
            return new Finding.Failed("an answer of the BMC was not understood: " + e);
        }
    }

    @Override
    public CompletableFuture<PowerResult> power(
            BmcConnection connection, PowerAction action, Duration timeLimit) {
        Optional<String> unfit = unfit(connection);
        if (unfit.isPresent()) {
            return CompletableFuture.completedFuture(new PowerResult.Refused(unfit.get()));
        }
        Lan bmc = (Lan) connection;
        return contacts.go(
                bmc,
                timeLimit,
                (contact, attempt) -> order(bmc, contact, attempt, action),
                failure -> new PowerResult.Refused(failure.reason()));
    }

    /** By a session of its own: the one for reading may not have the privilege. */
    private static PowerResult order(
            Lan bmc, Contact contact, Attempt attempt, PowerAction action) {
        SessionHolder sessions = contact.sessions().another();
        try {
            return Orders.give(new Talk(sessions, asOperator(bmc), attempt), action);
        } finally {
            sessions.close(attempt.deadline());
        }
    }

    private static Lan asOperator(Lan bmc) {
        return bmc.privilege() == Privilege.ADMINISTRATOR
                ? bmc
                : new Lan(
                        bmc.host(),
                        bmc.port(),
                        bmc.user(),
                        bmc.password(),
                        bmc.cipherSuites(),
                        Privilege.OPERATOR);
    }

    @Override
    public void release(String key) {
        contacts.release(key);
    }

    /** Threads that run now. */
    int threads() {
        return contacts.threads();
    }

    /** Closes the sessions, waiting a second at most, and ends what is under way. */
    @Override
    public void close() {
        contacts.close();
    }
}
