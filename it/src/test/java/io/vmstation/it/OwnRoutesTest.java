package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Route files of the user's own, good and broken, before the start and while the host runs. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class OwnRoutesTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        machine = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        host =
                LAB.host("home")
                        .nodes(new Site().node("homelab", Place.FIRST_HOST).toString())
                        .wakeOnConnect("wake-on-web", "homelab", "web", 30096)
                        .write(
                                "routes/broken.camel.yaml",
                                """
                                - route:
                                    id: broken
                                    from:
                                      uri: timer:x
                                     steps: [
                                """)
                        .start();
    }

    @Test
    void aBrokenFileIsNamedWithItsLineAndTheOthersWork() {
        assertThat(host.log()).containsPattern("broken\\.camel\\.yaml[^\\n]*\\b[56]\\b");

        machine.switchOff();
        assertThat(LAB.clients().get(30096, "/").body()).contains("h1 serves /");
    }

    @Test
    void aFileAddedWhileTheHostRunsWorksAndARemovedOneStops() {
        String file = HostSetup.routeFile("wake-on-minecraft");
        machine.switchOff();

        host.write(
                file, HostSetup.wakeOnConnectRoute("wake-on-minecraft", "homelab", "web", 25565));
        awaitListener(25565, true);
        assertThat(LAB.clients().get(25565, "/").body()).contains("h1 serves /");

        host.remove(file);
        awaitListener(25565, false);
    }

    @Test
    void aFileBrokenWhileTheHostRunsKeepsItsLastGoodVersion() {
        String file = HostSetup.routeFile("wake-on-films");
        host.write(file, HostSetup.wakeOnConnectRoute("wake-on-films", "homelab", "web", 30200));
        awaitListener(30200, true);

        host.write(file, "- templatedRoute:\n    routeId: wake-on-films\n   broken: [\n");
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> host.log().contains("wake-on-films.camel.yaml"));

        machine.switchOff();
        assertThat(LAB.clients().get(30200, "/").body()).contains("h1 serves /");
    }

    @Test
    void aRouteToAnUnknownNodeIsWarnedOfAndServesOnceTheNodeIsThere() {
        String nodes = new Site().node("homelab", Place.FIRST_HOST).toString();
        host.write(
                HostSetup.routeFile("wake-on-later"),
                HostSetup.wakeOnConnectRoute("wake-on-later", "later", "web", 30300));
        awaitListener(30300, true);
        assertThat(host.log())
                .containsPattern(
                        "WARN.*wake-on-later\\.camel\\.yaml:5: there is no node \"later\" \\(known: homelab\\)");

        host.write("config/nodes.yaml", nodes.replace("homelab", "later"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> LAB.clients().get(30300, "/").status() == 200);
        host.write("config/nodes.yaml", nodes);
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> LAB.clients().get(30096, "/").status() == 200);
        host.remove(HostSetup.routeFile("wake-on-later"));
    }

    private static void awaitListener(int port, boolean open) {
        Awaitility.await("port " + port + " open: " + open)
                .atMost(Duration.ofSeconds(15))
                .until(() -> LAB.clients().accepts(port) == open);
    }
}
