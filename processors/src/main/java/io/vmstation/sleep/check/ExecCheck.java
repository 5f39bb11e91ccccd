package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.TEXT;
import static io.vmstation.spi.OptionDescription.Type.TEXTS;
import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepCheck;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Asks a program of the user's: exit code 0 says idle, 1 says busy, and everything else that it
 * cannot tell. The first line that it prints is the reason. It finds the name of the node in {@code
 * VMSTATION_NODE}, and its first address in {@code VMSTATION_ADDRESS}.
 */
public final class ExecCheck implements SleepCheck {
    private final Commands here;

    /**
     * @param here runs programs of this machine
     */
    public ExecCheck(Commands here) {
        this.here = requireNonNull(here, "here is null");
    }

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String description() {
        return "Your own program: exit code 0 says idle, 1 busy, anything else that it cannot tell;"
                + " the first line that it prints is the reason.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "command",
                        TEXTS,
                        "The program and its arguments, without a shell; it finds the name of the"
                                + " node in VMSTATION_NODE."),
                OptionDescription.of(
                        "where",
                        TEXT,
                        "node",
                        "Where it runs: node, or here for the machine that VMStation runs on."));
    }

    @Override
    public Set<Requirement> needs() {
        // Here it needs no login, and on the node it says so itself.
        return Set.of();
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        List<String> command = question.options().texts("command");
        String where = question.options().text("where");
        return Inquiry.on(
                where.equals("here") ? here : question.commands(),
                question,
                inquiry -> {
                    if (command.isEmpty()) {
                        throw new CannotTell("command is empty: write the program to ask");
                    }
                    if (!where.equals("here") && !where.equals("node")) {
                        throw new CannotTell("where is " + where + ": write node or here");
                    }
                    String name = command.get(0);
                    Program program = new Program(command, name, "install it " + place(where), "");
                    return inquiry.run(program, environment(question))
                            .thenApply(result -> judge(program, Inquiry.exited(program, result)));
                });
    }

    private static Evidence judge(Program program, Exited exited) {
        String said = Clause.of(exited.output());
        if (exited.code() == 0) {
            return new Idle(said.isEmpty() ? program.name() + " says idle" : said);
        }
        if (exited.code() == 1) {
            return new Busy(said.isEmpty() ? program.name() + " says busy" : said);
        }
        throw Inquiry.failed(program, exited);
    }

    private static Map<String, String> environment(Question question) {
        return Map.of(
                "VMSTATION_NODE",
                question.node().name(),
                "VMSTATION_ADDRESS",
                question.node().addresses().stream().findFirst().orElse(""));
    }

    private static String place(String where) {
        return where.equals("here") ? "on this machine" : "on the node";
    }
}
