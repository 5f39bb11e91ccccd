package io.vmstation.host.cli;

import io.vmstation.host.Host;
import io.vmstation.host.HostPlan;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.host.Version;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Route;
import org.apache.camel.component.netty.NettyEndpoint;
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
        return serve(home.overlay(), assembler);
    }

    static int serve(Overlay overlay, HostPlan.Assembler assembler) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Plugins plugins = Plugins.of(overlay.home())) {
            HostPlan plan = assembler.assemble(overlay, plugins);
            Host host = Host.start(overlay, plan, plugins.loader());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(host), "stop"));
            tellThatItIsUp(host, plan);
            ended.await();
        }
        return 0;
    }

    /** The only way out of a running host is the end of the process. */
    private static void stop(Host host) {
        log.info("VMStation is stopping");
        host.close();
        log.info("VMStation has stopped");
        org.apache.logging.log4j.LogManager.shutdown();
    }

    private static void tellThatItIsUp(Host host, HostPlan plan) {
        List<String> listeners =
                host.context().getRoutes().stream()
                        .filter(route -> route.getEndpoint() instanceof NettyEndpoint)
                        .filter(route -> route.getUptimeMillis() > 0)
                        .map(Run::address)
                        .toList();
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        log.info(
                "VMStation is up: version={}, nodes={}, listeners={}, seconds={}",
                Version.current(),
                plan.nodes(),
                listeners,
                String.format(Locale.ROOT, "%.2f", seconds));
    }

    private static String address(Route route) {
        NettyEndpoint endpoint = (NettyEndpoint) route.getEndpoint();
        return endpoint.getConfiguration().getHost() + ":" + endpoint.getConfiguration().getPort();
    }
}
