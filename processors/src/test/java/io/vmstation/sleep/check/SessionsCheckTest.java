package io.vmstation.sleep.check;

import static io.vmstation.sleep.check.Looks.look;
import static io.vmstation.sleep.check.NodeAnswers.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded on Debian 12 with systemd 252, over SSH as user vmstation from 192.168.4.63. */
class SessionsCheckTest {
    private static final Idle NOBODY = new Idle("nobody is logged in");

    private static NodeAnswers node(String recording) {
        String folder = "sessions/" + recording + "/";
        return new NodeAnswers()
                .printsRecorded("who -u", folder + "who.txt")
                .printsRecorded("loginctl list-sessions --no-legend", folder + "list.txt")
                .printsRecorded("loginctl show-session", folder + "show.txt")
                .printsRecorded("printenv XDG_SESSION_ID", folder + "own.txt");
    }

    @Test
    void neverCountsItsOwnSession() {
        assertThat(look(new SessionsCheck(), node("nobody"))).isEqualTo(NOBODY);
    }

    @Test
    void namesWhoIsLoggedInAtATerminal() {
        assertThat(look(new SessionsCheck(), node("ssh")))
                .isEqualTo(new Busy("logged in: anna on pts/1 from 192.168.4.20"));
    }

    @Test
    void seesWhoTransfersFilesWithoutATerminal() {
        assertThat(look(new SessionsCheck(), node("without-terminal")))
                .isEqualTo(new Busy("logged in: anna from 192.168.4.20"));
    }

    private static NodeAnswers alsoLoggedInForSomethingElse(String terminal) {
        String show = recorded("sessions/without-terminal/show.txt");
        String further =
                show.substring(show.indexOf("Id=7"))
                        .replace("Id=7", "Id=8")
                        .replace("TTY=\n", "TTY=" + terminal + "\n");
        return node("without-terminal")
                .prints(
                        "loginctl list-sessions --no-legend",
                        recorded("sessions/without-terminal/list.txt") + "8 1002 vmstation\n")
                .prints("loginctl show-session", show.stripTrailing() + "\n\n" + further);
    }

    @Test
    void doesNotCountWhatItDoesThereBesides() {
        assertThat(look(new SessionsCheck(node -> 2), alsoLoggedInForSomethingElse("")))
                .isEqualTo(new Busy("logged in: anna from 192.168.4.20"));
    }

    @Test
    void countsItsUserWhereThatIsAPerson() {
        assertThat(look(new SessionsCheck(node -> 1), alsoLoggedInForSomethingElse("")))
                .isEqualTo(
                        new Busy(
                                "logged in: anna from 192.168.4.20, vmstation from"
                                        + " 192.168.4.63"));
        assertThat(look(new SessionsCheck(node -> 2), alsoLoggedInForSomethingElse("pts/4")))
                .isEqualTo(
                        new Busy(
                                "logged in: anna from 192.168.4.20, vmstation on pts/4 from"
                                        + " 192.168.4.63"));
    }

    @Test
    void seesWhoIsLoggedInAtTheConsole() {
        assertThat(look(new SessionsCheck(), node("console")))
                .isEqualTo(new Busy("logged in: anna on pts/0, anna on pts/1"));
    }

    @Test
    void doesNotCountWhatPeopleLeftBehind() {
        assertThat(look(new SessionsCheck(), node("closing"))).isEqualTo(NOBODY);
    }

    @Test
    void doesNotCountTheLogInScreen() {
        assertThat(look(new SessionsCheck(), node("greeter"))).isEqualTo(NOBODY);
    }

    /** Not recorded: systemd lists these since version 256. */
    @ParameterizedTest
    @ValueSource(strings = {"manager", "manager-early", "background", "lock-screen"})
    void doesNotCountSessionsOfServices(String kind) {
        NodeAnswers node = node("ssh");
        String show = recorded("sessions/ssh/show.txt").replaceFirst("Class=user", "Class=" + kind);
        node.prints("loginctl show-session", show).prints("who -u", "");

        assertThat(look(new SessionsCheck(), node)).isEqualTo(NOBODY);
    }

    @Test
    void countsAKindOfSessionThatItDoesNotKnow() {
        NodeAnswers node = node("ssh");
        String show =
                recorded("sessions/ssh/show.txt").replaceFirst("Class=user", "Class=new-kind");

        assertThat(look(new SessionsCheck(), node.prints("loginctl show-session", show)))
                .isInstanceOf(Busy.class);
    }

    @Test
    void countsTerminalsInsideTmuxOnlyWhenAsked() {
        assertThat(look(new SessionsCheck(), node("tmux"))).isEqualTo(NOBODY);
        assertThat(look(new SessionsCheck(), node("tmux"), Map.of("multiplexers", true)))
                .isEqualTo(new Busy("logged in: anna on pts/2 from tmux(573).%0"));
    }

    @Test
    void ignoresTheLoginsThatTheUserNamed() {
        assertThat(look(new SessionsCheck(), node("ssh"), Map.of("ignoreUsers", List.of("anna"))))
                .isEqualTo(NOBODY);
    }

    @Test
    void countsWhoCameInPastLogind() {
        NodeAnswers node = node("nobody").prints("who -u", recorded("sessions/ssh/who.txt"));

        assertThat(look(new SessionsCheck(), node))
                .isEqualTo(new Busy("logged in: anna on pts/1 from 192.168.4.20"));
    }

    /** Recorded in a container in which systemd does not run. */
    @Test
    void trustsWhoAloneWhereThereIsNoLogind() {
        NodeAnswers node =
                new NodeAnswers()
                        .prints("who -u", "")
                        .fails(
                                "loginctl list-sessions",
                                1,
                                "System has not been booted with systemd as init system (PID 1)."
                                        + " Can't operate.\n"
                                        + "Failed to connect to bus: Host is down\n");

        assertThat(look(new SessionsCheck(), node))
                .isEqualTo(
                        new Idle("nobody is logged in, as far as who knows; there is no logind"));
        assertThat(look(new SessionsCheck(), node.to("loginctl", new NotInstalled("loginctl"))))
                .isInstanceOf(Idle.class);
        assertThat(
                        look(
                                new SessionsCheck(),
                                node.prints("who -u", recorded("sessions/ssh/who.txt"))))
                .isInstanceOf(Busy.class);
    }

    @Test
    void isUnknownWhenLogindDoesNotAnswer() {
        NodeAnswers node =
                node("nobody")
                        .fails(
                                "loginctl list-sessions",
                                1,
                                "Failed to list sessions: Connection timed out\n");

        assertThat(look(new SessionsCheck(), node))
                .isEqualTo(
                        new Unknown(
                                "loginctl ended with exit code 1: Failed to list sessions:"
                                        + " Connection timed out"));
    }

    @Test
    void doesNotTrustAListWithoutItsOwnSession() {
        assertThat(look(new SessionsCheck(), node("nobody").prints("printenv", "99\n")))
                .isEqualTo(
                        new Unknown(
                                "loginctl does not list our own session: look at systemd-logind"
                                        + " there"));
    }

    @Test
    void managesWithoutASessionOfItsOwn() {
        NodeAnswers node = node("nobody").fails("printenv", 1, "").prints("loginctl list", "");

        assertThat(look(new SessionsCheck(), node)).isEqualTo(NOBODY);
    }

    @Test
    void asksAgainWhenASessionEndsMeanwhile() {
        NodeAnswers node =
                node("nobody")
                        .to(
                                "loginctl show-session",
                                new Exited(
                                        1,
                                        "",
                                        "Failed to get session path: No session '6' known\n"),
                                new Exited(0, recorded("sessions/nobody/show.txt"), ""));

        assertThat(look(new SessionsCheck(), node)).isEqualTo(NOBODY);
    }

    @Test
    void isUnknownWhenASessionIsLeftOut() {
        NodeAnswers node =
                node("ssh").printsRecorded("loginctl show-session", "sessions/nobody/show.txt");

        assertThat(look(new SessionsCheck(), node)).isInstanceOf(Unknown.class);
    }
}
