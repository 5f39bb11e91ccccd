package io.vmstation.host.cli;

import static java.util.Objects.requireNonNull;

import io.vmstation.api.Answer;
import io.vmstation.api.DoorSettings;
import io.vmstation.host.HostPlan;
import io.vmstation.host.Overlay;
import io.vmstation.host.StartFailure;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the running host, or does it alone when none runs. */
@Command(mixinStandardHelpOptions = true)
abstract class Asking implements Callable<Integer> {
    /** The caller's mistakes: wrong names, a wrong token. */
    private static final Set<Integer> WRONG_USE = Set.of(400, 401, 403, 404, 415, 421);

    private final HostPlan.Assembler assembler;
    @Mixin private HomeOption home = new HomeOption();

    @Option(names = "--json", description = "Print the answer of the API as it is")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    Asking(HostPlan.Assembler assembler) {
        this.assembler = requireNonNull(assembler, "assembler is null");
    }

    /** Asks, shows progress meanwhile, and returns the answer. */
    abstract Answer ask(Station station);

    /**
     * Looks at what the user wrote, before anything is asked.
     *
     * @throws CommandLine.ParameterException when it makes no sense
     */
    void check() {}

    /** Shows a good answer; returns the exit code. */
    abstract int show(Answer answer);

    @Override
    public final Integer call() throws Exception {
        // What happens is said below; on standard output the log would spoil the JSON.
        Configurator.setAllLevels("", Level.OFF);
        check();
        Overlay overlay = home.overlay();
        try (Station station = station(overlay)) {
            // Whoever interrupts a sleep wants the node to be as it was.
            Runtime.getRuntime().addShutdownHook(new Thread(station::close, "stop"));
            if (!json) {
                station.notes().forEach(note -> err().println("vmstation: " + note));
            }
            return finish(ask(station));
        } catch (Unanswered e) {
            err().println("vmstation: " + e.getMessage());
            return failed();
        }
    }

    private Station station(Overlay overlay) throws Exception {
        Optional<DoorSettings> door = assembler.door(overlay);
        Optional<Station> running =
                door.isPresent() ? RemoteStation.find(door.get()) : Optional.empty();
        if (running.isPresent()) {
            return running.get();
        }
        try {
            return LocalStation.start(assembler, overlay);
        } catch (StartFailure e) {
            throw new StartFailure(
                    e.getMessage()
                            + door.map(d -> "; its API does not answer at " + place(d)).orElse(""),
                    e);
        }
    }

    private static String place(DoorSettings door) {
        return door.fromHere().getAddress().getHostAddress() + ":" + door.port();
    }

    private int finish(Answer answer) {
        if (json) {
            out().println(answer.body().toPrettyString());
        }
        if (answer.isGood()) {
            return json ? code(answer) : show(answer);
        }
        if (!json) {
            explain(answer);
        }
        err().println("vmstation: " + answer.body().path("detail").asText("it did not work"));
        return WRONG_USE.contains(answer.status()) ? ExitCode.USAGE : failed();
    }

    /** The exit code of a good answer that is not shown in words. */
    int code(Answer answer) {
        return ExitCode.OK;
    }

    /** The exit code when it did not work. */
    int failed() {
        return ExitCode.SOFTWARE;
    }

    /** Says more of a refusal than its sentence. */
    void explain(Answer answer) {}

    final boolean isJson() {
        return json;
    }

    final CommandLine line() {
        return spec.commandLine();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
