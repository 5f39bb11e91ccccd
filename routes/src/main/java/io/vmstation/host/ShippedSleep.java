package io.vmstation.host;

import io.vmstation.kube.PodsCheck;
import io.vmstation.sleep.SleepClock;
import io.vmstation.sleep.check.ConnectionsCheck;
import io.vmstation.sleep.check.DiskCheck;
import io.vmstation.sleep.check.ExecCheck;
import io.vmstation.sleep.check.HttpCheck;
import io.vmstation.sleep.check.HttpQuestions;
import io.vmstation.sleep.check.InhibitFileCheck;
import io.vmstation.sleep.check.InhibitorsCheck;
import io.vmstation.sleep.check.JellyfinCheck;
import io.vmstation.sleep.check.LoadCheck;
import io.vmstation.sleep.check.NetworkCheck;
import io.vmstation.sleep.check.NfsCheck;
import io.vmstation.sleep.check.ProcessesCheck;
import io.vmstation.sleep.check.RelayCheck;
import io.vmstation.sleep.check.SambaCheck;
import io.vmstation.sleep.check.SessionsCheck;
import io.vmstation.sleep.method.ExecSleep;
import io.vmstation.sleep.method.SystemctlSleep;
import io.vmstation.spi.Commands;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepMethod;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * The sleep checks and sleep methods that come with the application. They are made before the
 * settings are read, because these may name only what there is; what they need of the running host
 * they find once they are asked.
 *
 * @param checks in the order of the reference
 * @param methods in the order of the reference
 */
record ShippedSleep(List<SleepCheck> checks, List<SleepMethod> methods) {
    /**
     * Makes them.
     *
     * @param commands run programs on this machine
     * @param parts the running host
     */
    static ShippedSleep of(Commands commands, Supplier<HostParts> parts) {
        SleepClock clock = SleepClock.ofMachine();
        HttpQuestions questions =
                new HttpQuestions(
                        () -> parts.get().probes(),
                        task -> parts.get().judging().starters().execute(task));
        return new ShippedSleep(
                List.of(
                        new RelayCheck(node -> parts.get().relays().of(node)),
                        new SessionsCheck(node -> parts.get().ssh().logIns(node)),
                        new ConnectionsCheck(port -> parts.get().ssh().isOwnPort(port)),
                        new SambaCheck(),
                        new NfsCheck(),
                        new JellyfinCheck(questions),
                        new LoadCheck(),
                        new NetworkCheck(clock.steady()),
                        new DiskCheck(clock.steady()),
                        new ProcessesCheck(),
                        new InhibitorsCheck(),
                        new InhibitFileCheck(),
                        new PodsCheck(() -> parts.get().cluster(), InstantSource.system()),
                        new ExecCheck(commands),
                        new HttpCheck(questions)),
                List.of(
                        SystemctlSleep.suspend(),
                        SystemctlSleep.hibernate(),
                        SystemctlSleep.poweroff(),
                        new ExecSleep(commands),
                        PowerWiring.sleepMethod(parts)));
    }
}
