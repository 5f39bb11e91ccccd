package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import java.util.function.Function;

/**
 * What the end of a program means.
 *
 * @param packages what to install for those that are missing, as the end of a sentence
 * @param whenHanging how much else fails with a program that did not end in time
 * @param errors what it means that one ended with an error
 */
public record Outcomes(String packages, Extent whenHanging, Function<Exited, Answer> errors) {

    /** Judges how that program ended. */
    public Answer of(String program, CommandResult result) {
        if (result instanceof Exited exited) {
            return exited.code() == 0 ? new Printed(exited.output()) : errors.apply(exited);
        } else if (result instanceof NotInstalled missing) {
            return new Trouble(Extent.SESSION, missing(missing.program()));
        } else if (result instanceof TimedOut late) {
            return new Trouble(
                    whenHanging,
                    program
                            + " did not end within "
                            + Poll.words(late.after())
                            + ": the BMC is slow or does not answer; raise bmc.timeLimit or leave"
                            + " out collectors");
        }
        Failed failed = (Failed) result;
        return new Trouble(failed.begun() ? Extent.CUT_OFF : Extent.SESSION, failed.reason());
    }

    private String missing(String program) {
        return "there is no "
                + program
                + ": "
                + switch (program) {
                    case "sudo" -> "install the package sudo, or log in as root";
                    case "timeout" -> "install the package coreutils or busybox";
                    default -> packages;
                };
    }
}
