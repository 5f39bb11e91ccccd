package io.vmstation.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    private static final Times TIMES =
            new Times(ZonedDateTime.parse("2026-11-22T15:00:00+01:00[Europe/Berlin]"));

    private static List<String> say(String node) throws Exception {
        return new Reasons(new ObjectMapper(new YAMLFactory()).readTree(node), TIMES).sentences();
    }

    @Test
    void saysWhoWokeItAndWhatKeepsItAwake() throws Exception {
        assertThat(
                        say(
                                """
                                name: homelab
                                state: awake
                                since: "2026-11-22T13:02:00Z"
                                sleep: enabled
                                nextSleep: "2026-11-22T15:20:00Z"
                                nextWake: "2026-11-23T05:30:00Z"
                                wokenBy: {id: w1, cause: connect, source: 192.168.4.50, service: ssh, at: "2026-11-22T13:01:50Z"}
                                lastUse: {at: "2026-11-22T13:40:00Z", what: the connection of 192.168.4.50}
                                verdict:
                                  maySleep: false
                                  findings:
                                    - {check: sessions, evidence: busy, reason: pts/0 alice from 192.168.4.50}
                                    - {check: relay, evidence: idle, reason: nobody}
                                    - {check: nfs, evidence: unknown, reason: it did not answer}
                                  holds:
                                    - {kind: grace, reason: it was woken 10 min ago}
                                """))
                .containsExactly(
                        "homelab is awake since 14:02 because 192.168.4.50 connected to ssh at 14:01 (wake w1).",
                        "It was last used at 14:40: the connection of 192.168.4.50.",
                        "It may sleep at 16:20 if nobody uses it until then.",
                        "What keeps it awake:",
                        "  sessions: pts/0 alice from 192.168.4.50",
                        "  nfs: not known, it did not answer",
                        "  grace: it was woken 10 min ago",
                        "Its schedule wakes it at Mon 23 Nov 06:30.");
    }

    @Test
    void doesNotPretendToKnow() throws Exception {
        assertThat(say("{name: homelab, state: unknown, sleep: enabled}"))
                .containsExactly("homelab was not looked at yet.");
        assertThat(say("{name: homelab, state: awake, sleep: enabled}"))
                .containsExactly(
                        "homelab is awake; no wake of ours is known for it.",
                        "Nobody has judged yet whether it may sleep.");
    }

    @Test
    void saysWhyTheLastWakeFailed() throws Exception {
        assertThat(
                        say(
                                """
                                name: homelab
                                state: failed
                                sleep: never
                                wakes:
                                  - {outcome: failed, ended: "2026-11-21T13:00:00Z", reason: it did not answer.}
                                """))
                .containsExactly(
                        "homelab could not be woken.",
                        "The last wake failed (failed at Sat 21 Nov 14:00: it did not answer).");
    }

    @Test
    void saysThatAShareWasUsedAndByWhomIfThatIsKnown() throws Exception {
        String node =
                """
                name: homelab
                state: awake
                sleep: never
                wokenBy: {id: w1, cause: share, source: %s, service: samba, at: "2026-11-22T13:01:50Z"}
                """;
        assertThat(say(node.formatted("192.168.4.50")).get(0))
                .contains("because 192.168.4.50 used a share at 14:01");
        assertThat(say(node.formatted("/srv/media")).get(0))
                .contains("because somebody used /srv/media at 14:01");
    }

    @Test
    void saysThatItWasPutToSleepAndWhy() throws Exception {
        String node =
                """
                name: homelab
                state: asleep
                since: "2026-11-22T13:02:00Z"
                sleep: enabled
                wakes: [{outcome: ready, began: "2026-11-22T%s:00Z"}]
                sleeps: [{id: s1, outcome: asleep, cause: idle, began: "2026-11-22T13:01:00Z", ended: "2026-11-22T13:02:00Z"}]
                """;
        assertThat(say(node.formatted("10:00")))
                .containsExactly(
                        "homelab is asleep: it was put to sleep at 14:02 because nobody used it"
                                + " (sleep s1).");
        assertThat(say(node.formatted("13:30")))
                .startsWith("homelab does not answer since 14:02: it is asleep, or off.");
    }

    @Test
    void saysThatItIsBeingPutToSleep() throws Exception {
        assertThat(
                        say(
                                """
                                name: homelab
                                state: awake
                                sleep: enabled
                                sleepUnderWay: {id: s1, began: "2026-11-22T13:01:00Z"}
                                """))
                .contains("It is being put to sleep since 14:01 (sleep s1).");
    }
}
