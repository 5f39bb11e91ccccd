package io.vmstation.sleep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Unknown;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every check that runs programs on the node promises. */
class SleepCheckContractTest {
    /** Their whole answer is the exit code. */
    private static final Set<String> BY_EXIT_CODE = Set.of("exec", "inhibit-file");

    private static final String GARBAGE = "<html>502 Bad Gateway</html>\n{[\n";

    static Stream<SleepCheck> checks() {
        return Stream.of(
                new SessionsCheck(),
                new ConnectionsCheck(),
                new SambaCheck(),
                new NfsCheck(),
                new LoadCheck(),
                new NetworkCheck(),
                new DiskCheck(),
                new ProcessesCheck(),
                new InhibitorsCheck(),
                new InhibitFileCheck(),
                new ExecCheck(all(program -> new NotInstalled(program))));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void isUnknownWhenItsProgramIsMissing(SleepCheck check) {
        assertThat(look(check, all(NotInstalled::new)))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it -> assertThat(it.reason()).contains(" is not installed: install "));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void isUnknownWhenNothingCanBeRun(SleepCheck check) {
        String reason = "its host key is not the known one: compare";

        assertThat(look(check, all(program -> new Failed(reason)))).isEqualTo(new Unknown(reason));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void isUnknownWhenItsProgramHangs(SleepCheck check) {
        assertThat(look(check, all(program -> new TimedOut(Duration.ofSeconds(20)))))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it ->
                                assertThat(it.reason())
                                        .contains(" did not end within 20 s: ")
                                        .contains("sleep.check-timeout"));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void isUnknownWhenItsProgramEndsWithAnError(SleepCheck check) {
        assertThat(look(check, all(program -> new Exited(77, "", "Permission denied\n"))))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it ->
                                assertThat(it.reason())
                                        .contains("exit code 77")
                                        .contains("Permission denied"));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void isNeverIdleWhenTheAnswerMakesNoSense(SleepCheck check) {
        for (int code : List.of(0, 1, 2, 127, 255)) {
            Evidence found = look(check, all(program -> new Exited(code, GARBAGE, GARBAGE)));

            if (BY_EXIT_CODE.contains(check.name())) {
                assertThat(code == 0 || !(found instanceof Evidence.Idle)).isTrue();
            } else {
                assertThat(found).as("exit code " + code).isInstanceOf(Unknown.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("checks")
    void isNeverIdleWhenThereIsNoAnswer(SleepCheck check) {
        Evidence found = look(check, all(program -> new Exited(0, "", "")));

        if (check.name().equals("inhibit-file")) {
            assertThat(found).isInstanceOf(Busy.class);
        } else if (!check.name().equals("exec")) {
            assertThat(found).isInstanceOf(Unknown.class);
        }
    }

    @ParameterizedTest
    @MethodSource("checks")
    void isNeverIdleWhenTheAnswerIsCutOff(SleepCheck check) {
        String endless = "1 x\n".repeat(CommandResult.MOST_OUTPUT / 4);
        Evidence found = look(check, all(program -> new Exited(0, endless, "")));

        if (!BY_EXIT_CODE.contains(check.name())) {
            assertThat(found).isInstanceOf(Unknown.class);
        }
    }

    @ParameterizedTest
    @MethodSource("checks")
    void neverLetsWhatANodePrintedRunOn(SleepCheck check) {
        String evil = "\u001b[2J" + "long ".repeat(5_000) + "\n";
        for (int code : List.of(0, 1, 77)) {
            assertThat(look(check, all(program -> new Exited(code, evil, evil))).reason())
                    .hasSizeLessThan(700)
                    .doesNotContain("\u001b", "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("checks")
    void neverFailsWhateverThrows(SleepCheck check) {
        Commands broken =
                all(
                        program -> {
                            throw new IllegalStateException("a bug");
                        });

        assertThat(look(check, broken)).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void describesItselfForTheReference(SleepCheck check) {
        assertThat(check.name()).matches("[a-z]+(-[a-z]+)*");
        assertThat(check.description()).matches("[A-Z].*\\.");
        assertThat(check.options()).extracting(OptionDescription::name).doesNotHaveDuplicates();
        assertThat(check.options())
                .allSatisfy(
                        option -> {
                            assertThat(option.name()).matches("[a-z][A-Za-z]*");
                            assertThat(option.description()).matches("[A-Z].*\\.");
                        });
    }

    private static Evidence look(SleepCheck check, Commands commands) {
        return Looks.look(
                check,
                commands,
                check.name().equals("exec") ? Map.of("command", List.of("backup-runs")) : Map.of());
    }

    /** A node on which everything ends in the same way. */
    private static Commands all(Function<String, CommandResult> ending) {
        return (arguments, environment, timeLimit) ->
                CompletableFuture.completedFuture(ending.apply(arguments.get(0)));
    }
}
