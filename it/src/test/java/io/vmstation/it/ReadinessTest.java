package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A port that is open is not yet a service that is ready. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class ReadinessTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine refusing;
    private static SleepingMachine degraded;

    @BeforeAll
    static void start() {
        Duration startup = Duration.ofMillis(1200);
        refusing =
                LAB.machine(Place.FIRST_HOST).http(Duration.ofMillis(200), startup, "503").start();
        degraded =
                LAB.machine(Place.SECOND_HOST)
                        .http(Duration.ofMillis(200), startup, "degraded")
                        .start();
        LAB.host("home")
                .nodes(
                        new Site()
                                .node("refusing", Place.FIRST_HOST)
                                .node("degraded", Place.SECOND_HOST)
                                .toString())
                .wakeOnConnect("wake-on-refusing", "refusing", "web", 30096)
                .wakeOnConnect("wake-on-degraded", "degraded", "web", 30097)
                .start();
    }

    @Test
    void holdsTheClientWhileTheServiceAnswers503() {
        servesOnlyWhenReady(refusing, 30096);
    }

    @Test
    void holdsTheClientWhileTheServiceAnswers200ButSaysDegraded() {
        servesOnlyWhenReady(degraded, 30097);
    }

    private static void servesOnlyWhenReady(SleepingMachine machine, int port) {
        Clients.HttpAnswer answer = LAB.clients().get(port, "/film");

        assertThat(answer.body()).contains("serves /film");
        Happening served =
                machine.happenings("request").stream()
                        .filter(request -> request.fact("path").equals("/film"))
                        .findFirst()
                        .orElseThrow();
        assertThat(served.at()).isGreaterThan(machine.first("ready").at());
        assertThat(machine.happenings("request"))
                .as("it was asked whether it is ready before it was")
                .anyMatch(request -> request.at() < machine.first("ready").at());
    }
}
