package io.vmstation.sleep.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.exec.LocalCommands;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import io.vmstation.wake.RecordedCommands;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecSleepTest {

    @Test
    void runsTheProgramHereAndTellsItAboutTheNode(@TempDir Path folder) {
        Path told = folder.resolve("told");
        try (LocalCommands local = new LocalCommands()) {
            assertThat(
                            new ExecSleep(local)
                                    .send(
                                            Orders.exec(
                                                    "here",
                                                    new RecordedCommands(),
                                                    "sh",
                                                    "-c",
                                                    "echo $VMSTATION_NODE $VMSTATION_ADDRESS >$0",
                                                    told.toString()))
                                    .join())
                    .isEqualTo(new Accepted("sh said yes"));
        }
        assertThat(told).hasContent("storage 192.0.2.1");
    }

    @Test
    void runsTheProgramOnTheNodeWhenItIsSaidTo() {
        RecordedCommands local = new RecordedCommands();
        RecordedCommands remote = new RecordedCommands(new Exited(7, "", "not now\n"));

        assertThat(
                        new ExecSleep(local)
                                .send(Orders.exec("node", remote, "/usr/local/bin/nap", "long"))
                                .join())
                .isEqualTo(new Refused("/usr/local/bin/nap said no, exit code 7: not now"));
        assertThat(remote.lines.get(0)).containsExactly("/usr/local/bin/nap", "long");
        assertThat(local.lines).isEmpty();
    }

    @Test
    void anOptionThatMakesNoSenseIsNamed() {
        ExecSleep method = new ExecSleep(new RecordedCommands());

        assertThat(method.send(Orders.exec("there", new RecordedCommands(), "nap")).join())
                .isEqualTo(new Refused("the option where is neither here nor node"));
        assertThat(method.send(Orders.exec("here", new RecordedCommands())).join())
                .isEqualTo(new Refused("the option command is empty"));
    }

    @Test
    void aPlanIsTheExactCommandLine() {
        ExecSleep method = new ExecSleep(new RecordedCommands());

        assertThat(method.plan(Orders.exec("here", new RecordedCommands(), "nap", "it's late")))
                .isEqualTo("run nap 'it'\\''s late' on this machine");
        assertThat(method.plan(Orders.exec("node", new RecordedCommands(), "nap")))
                .isEqualTo("run nap on the node over SSH");
    }
}
