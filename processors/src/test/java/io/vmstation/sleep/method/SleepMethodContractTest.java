package io.vmstation.sleep.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vmstation.ipmi.power.BmcChassis;
import io.vmstation.ipmi.power.Chassis;
import io.vmstation.ipmi.power.SoftOff;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.BmcSources;
import io.vmstation.ipmi.source.BmcTurns;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.ipmi.source.ipmitool.Ipmitool;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.SleepMethod.Order;
import io.vmstation.spi.SleepMethod.Sent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every way to send a node to sleep. */
class SleepMethodContractTest {
    @TempDir Path folder;

    static Stream<Arguments> methods() {
        return Stream.<Arguments>of(
                named("suspend", local -> SystemctlSleep.suspend(), "auto"),
                named("hibernate", local -> SystemctlSleep.hibernate(), "auto"),
                named("poweroff", local -> SystemctlSleep.poweroff(), "true"),
                named("exec", ExecSleep::new, "here"),
                named("exec", ExecSleep::new, "node"),
                named("bmc-soft-off", SleepMethodContractTest::softOff, ""));
    }

    /** By the program ipmitool, which is what of a BMC can be scripted here. */
    private static SleepMethod softOff(Commands local) {
        Path privateFolder = Path.of(System.getProperty("java.io.tmpdir"), "none");
        BmcSource ipmitool = new Ipmitool(local, program -> true, new PrivateFolder(privateFolder));
        NodeConnections connections =
                new NodeConnections(
                        local,
                        node -> {
                            throw new AssertionError("its BMC is asked over the network");
                        },
                        node -> false);
        Chassis chassis =
                new BmcChassis(
                        new BmcDesk(
                                new BmcSources(List.of(ipmitool)), new BmcTurns(), connections));
        return new SoftOff(() -> chassis);
    }

    private static Arguments named(
            String name, Function<Commands, SleepMethod> maker, String choice) {
        return arguments(name, maker, choice);
    }

    private Order order(SleepMethod method, Commands remote, String choice) throws Exception {
        Path password = Files.writeString(folder.resolve("bmc"), "s3cret\n");
        Node node =
                TestNode.named("storage")
                        .bmc(TestBmc.overLan("192.0.2.9", 623, "admin", password, List.of(17, 3)))
                        .build();
        Map<String, Object> values = new HashMap<>();
        for (OptionDescription option : method.options()) {
            values.put(
                    option.name(),
                    switch (option.type()) {
                        case FLAG -> false;
                        case TEXTS -> List.of("nap");
                        default -> choice;
                    });
        }
        return new Order(node, new Options(values), remote, Duration.ofSeconds(5));
    }

    private static Commands always(CommandResult result) {
        return (arguments, environment, limit) -> CompletableFuture.completedFuture(result);
    }

    private Sent send(Function<Commands, SleepMethod> maker, String choice, CommandResult result)
            throws Exception {
        SleepMethod method = maker.apply(always(result));
        return method.send(order(method, always(result), choice)).join();
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("methods")
    void saysItsNameAndWhatItDoes(
            String name, Function<Commands, SleepMethod> maker, String choice) {
        SleepMethod method = maker.apply(always(new Failed("not asked")));

        assertThat(method.name()).isEqualTo(name);
        assertThat(method.description()).endsWith(".");
        assertThat(method.options())
                .allSatisfy(option -> assertThat(option.description()).endsWith("."));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("methods")
    void aPlanTouchesNothing(String name, Function<Commands, SleepMethod> maker, String choice)
            throws Exception {
        Commands untouched =
                (arguments, environment, limit) -> {
                    throw new AssertionError("was run: " + arguments);
                };
        SleepMethod method = maker.apply(untouched);

        assertThat(method.plan(order(method, untouched, choice)))
                .startsWith("run ")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("methods")
    void aMissingProgramIsARefusalThatNamesIt(
            String name, Function<Commands, SleepMethod> maker, String choice) throws Exception {
        assertThat(send(maker, choice, new NotInstalled("nap")))
                .isInstanceOf(Sent.Refused.class)
                .extracting(Sent::detail)
                .asString()
                .containsAnyOf("nap", "ipmitool");
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("methods")
    void whatCouldNotBeRunIsARefusalWithTheReason(
            String name, Function<Commands, SleepMethod> maker, String choice) throws Exception {
        assertThat(send(maker, choice, new Failed("its host key is not the known one")))
                .isEqualTo(new Sent.Refused("its host key is not the known one"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("methods")
    void aProgramThatSaysNoIsARefusalWithItsWords(
            String name, Function<Commands, SleepMethod> maker, String choice) throws Exception {
        assertThat(send(maker, choice, new Exited(1, "", "Not\n today\n")))
                .isInstanceOf(Sent.Refused.class)
                .extracting(Sent::detail)
                .asString()
                .contains("Not today");
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("methods")
    void aProgramThatHangsIsNeverAFailure(
            String name, Function<Commands, SleepMethod> maker, String choice) throws Exception {
        Sent sent = send(maker, choice, new TimedOut(Duration.ofSeconds(5)));

        // A program of the user's on the node may hang because the node has fallen silent.
        boolean mayBeAsleep = choice.equals("node");
        assertThat(sent)
                .isInstanceOf(mayBeAsleep ? Sent.Accepted.class : Sent.Refused.class)
                .extracting(Sent::detail)
                .asString()
                .contains("within 5 s");
    }
}
