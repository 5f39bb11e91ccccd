package io.vmstation.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes a {@link SleepingMachine}: off, boots in half a second, no services. */
public final class MachineSetup {
    /** Debian's own, never a shim of a version switcher. */
    static final String PYTHON = "/usr/bin/python3";

    private final Lab lab;
    private final Place place;
    private final List<String> options = new ArrayList<>();
    private Duration bootDelay = Duration.ofMillis(500);

    MachineSetup(Lab lab, Place place) {
        this.lab = lab;
        this.place = place;
    }

    /** How long from the magic packet until the machine answers. */
    public MachineSetup bootDelay(Duration delay) {
        bootDelay = delay;
        return this;
    }

    /** Hears magic packets and never wakes. */
    public MachineSetup deaf() {
        options.add("--deaf");
        return this;
    }

    /** Wakes only on packets with this SecureOn password, such as {@code 01:02:03:04:05:06}. */
    public MachineSetup secureOn(String password) {
        options.addAll(List.of("--secureon", password));
        return this;
    }

    /** Its network cards, when not {@code eth0} alone. */
    public MachineSetup interfaces(String... names) {
        for (String name : names) {
            options.addAll(List.of("--interface", name));
        }
        return this;
    }

    /** A real sshd on port 22, started {@code delay} after the boot. */
    public MachineSetup ssh(Duration delay) {
        String keys = lab.folder().resolve("ssh").toString();
        Namespace.outside("sh", lab.script("sshd.sh"), "keys", keys).orFail();
        return service("ssh", delay, "sh", lab.script("sshd.sh"), "run", keys);
    }

    /** An HTTP service on port 8096, started {@code delay} after the boot, ready at once. */
    public MachineSetup http(Duration delay) {
        return http(delay, Duration.ZERO, "503");
    }

    /**
     * An HTTP service on port 8096 whose port opens before it is ready.
     *
     * @param delay from the boot until its port opens
     * @param readyAfter from then until it is ready
     * @param meanwhile what it answers in between: {@code 503} or {@code degraded}
     */
    public MachineSetup http(Duration delay, Duration readyAfter, String meanwhile) {
        return service(
                "http",
                delay,
                PYTHON,
                lab.script("http_service.py"),
                "--name",
                place.suffix(),
                "--ready-after",
                seconds(readyAfter),
                "--meanwhile",
                meanwhile);
    }

    /** A stand-in for Jellyfin on port 8096, started {@code delay} after the boot. */
    public MachineSetup jellyfin(Duration delay) {
        return service("jellyfin", delay, PYTHON, lab.script("jellyfin.py"), "--port", "8096");
    }

    /** A Samba server with a share {@code media}; its files lie in {@code samba/media}. */
    public MachineSetup samba(Duration delay) {
        String folder = lab.folder().resolve(place.suffix()).resolve("samba").toString();
        return service(
                "samba", delay, "sh", lab.script("samba.sh"), "run", folder, place.address());
    }

    /** Any other service. */
    public MachineSetup service(String name, Duration delay, String... command) {
        options.add("--service");
        options.add(
                "{\"name\": %s, \"delay\": %s, \"command\": [%s]}"
                        .formatted(
                                quoted(name),
                                seconds(delay),
                                List.of(command).stream()
                                        .map(MachineSetup::quoted)
                                        .collect(Collectors.joining(", "))));
        return this;
    }

    /** Puts it into the lab, switched off. */
    public SleepingMachine start() {
        return start("off");
    }

    /** Puts it into the lab, awake; returns when its services are being started. */
    public SleepingMachine startAwake() {
        return start("awake");
    }

    private SleepingMachine start(String state) {
        String folder = lab.folder().resolve(place.suffix()).toString();
        List<String> command =
                new ArrayList<>(List.of(PYTHON, lab.script("machine.py"), "run", folder));
        command.addAll(List.of("--start", state, "--boot-delay", seconds(bootDelay)));
        command.addAll(options);
        lab.start(place, lab.folder().resolve(place.suffix() + ".log"), Map.of(), command);
        SleepingMachine machine = new SleepingMachine(lab, place);
        machine.awaitState(state);
        return machine;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String seconds(Duration duration) {
        return Double.toString(duration.toMillis() / 1000.0);
    }
}
