package io.vmstation.host.cli;

import io.vmstation.host.Host;
import io.vmstation.host.HostPlan;
import io.vmstation.host.Listeners;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.host.Version;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the host until the process is asked to end. */
@Command(name = "run", description = "Runs (the default)", mixinStandardHelpOptions = true)
class Run implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(Run.class);

    private final HostPlan.Assembler assembler;
    @Mixin private HomeOption home = new HomeOption();

    Run(HostPlan.Assembler assembler) {
        this.assembler = assembler;
    }

    @Override
    public Integer call() throws Exception {
        return serve(home.overlay(), assembler, () -> {}, () -> {});
    }

    /**
     * Runs until the process is asked to end.
     *
     * @param up called once the listeners are open
     * @param after closed when all has ended
     */
    static int serve(
            Overlay overlay, HostPlan.Assembler assembler, Runnable up, AutoCloseable after)
            throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Plugins plugins = Plugins.of(overlay.home())) {
            HostPlan plan = assembler.assemble(overlay, plugins);
            Host host = Host.start(overlay, plan, plugins.loader());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(host, after), "stop"));
            tellThatItIsUp(host, plan);
            up.run();
            ended.await();
        }
        return 0;
    }

    /** The only way out of a running host is the end of the process. */
    private static void stop(Host host, AutoCloseable after) {
        log.info("VMStation is stopping");
        host.close();
        try {
            after.close();
        } catch (Exception e) {
            log.warn("Not everything could be tidied up: reason={}", e.toString());
        }
        log.info("VMStation has stopped");
        org.apache.logging.log4j.LogManager.shutdown();
    }

    private static void tellThatItIsUp(Host host, HostPlan plan) {
        Map<String, String> listeners = Listeners.of(host.context());
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        log.info(
                "VMStation is up: version={}, nodes={}, listeners={}, seconds={}",
                Version.current(),
                plan.nodes().get().all().size(),
                listeners.values(),
                String.format(Locale.ROOT, "%.2f", seconds));
    }
}
