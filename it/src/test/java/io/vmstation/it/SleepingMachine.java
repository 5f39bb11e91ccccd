package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A machine of the lab that sleeps, as {@code it/lab/machine.py} does. Not thread-safe. */
public final class SleepingMachine {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Lab lab;
    private final Place place;
    private final Path folder;
    private int chapter;

    SleepingMachine(Lab lab, Place place) {
        this.lab = lab;
        this.place = place;
        this.folder = lab.folder().resolve(place.suffix());
    }

    /** Where it stands. */
    public Place place() {
        return place;
    }

    /** One of {@code off}, {@code asleep}, {@code booting}, {@code awake}, {@code gone}. */
    public String state() {
        try {
            return Files.readString(folder.resolve("state")).strip();
        } catch (NoSuchFileException e) {
            return "gone";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is in a state. */
    public void awaitState(String state) {
        Awaitility.await(place + " is " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> state().equals(state));
    }

    /** Switches it off; what happened before is no longer in {@link #happenings()}. */
    public void switchOff() {
        order("off", "off");
    }

    /** Suspends it to memory; what happened before is no longer in {@link #happenings()}. */
    public void suspend() {
        order("suspend", "asleep");
    }

    /** Presses its power button and waits until its service {@code name} says that it is ready. */
    public void wakeByHand(String name) {
        order("wake", "awake");
        awaitEvent(name);
    }

    /** How it takes the next orders to sleep; {@code it/lab/tools/systemctl} lists the ways. */
    public void temper(String temper) {
        write("temper", temper);
    }

    /** Its network cards have no Wake-on-LAN. */
    public void cannotBeArmed() {
        write("no-wake-on-lan", "");
    }

    /** Its network cards do not listen for magic packets any more, as after a reboot. */
    public void forgetWakeOnLan() {
        remove("wake-on.eth0");
    }

    /** How long its tools think before they act. */
    public void thinksFor(Duration time) {
        write("thinks-for", Double.toString(time.toMillis() / 1000.0));
    }

    /** It is awake, and as good-natured as when it was new. */
    public void recover() {
        remove("temper");
        remove("no-wake-on-lan");
        remove("thinks-for");
        if (state().equals("asleep")) {
            order("wake", "awake");
        }
        startChapter();
    }

    /** How often somebody has logged in over SSH so far. */
    public int logins() {
        return (int) log("ssh").lines().filter(l -> l.contains("Accepted publickey")).count();
    }

    /** How often Jellyfin was asked for its sessions so far. */
    public int roundsOfJellyfin() {
        return (int) lines().stream().filter(line -> line.contains("/Sessions")).count();
    }

    /** What its service of that name printed. */
    public String log(String service) {
        try {
            return Files.readString(folder.resolve(service + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets what happened so far. */
    public void startChapter() {
        chapter = lines().size();
    }

    /** What happened since the last order or chapter, in the order it was written. */
    public List<Happening> happenings() {
        return lines().stream().skip(chapter).map(Happening::parse).toList();
    }

    /** Those of one kind. */
    public List<Happening> happenings(String event) {
        return happenings().stream().filter(h -> h.event().equals(event)).toList();
    }

    /** Every magic packet for it that it heard, awake or not. */
    public List<Happening> magicPackets() {
        return happenings("magic-packet");
    }

    /** The first of a kind. */
    public Happening first(String event) {
        return happenings(event).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + event + " of " + place));
    }

    /** Waits until something has happened since the last order. */
    public Happening awaitEvent(String event) {
        Awaitility.await(event + " of " + place)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !happenings(event).isEmpty());
        return first(event);
    }

    private void order(String order, String state) {
        startChapter();
        Namespace.outside(
                        MachineSetup.PYTHON,
                        lab.script("machine.py"),
                        "order",
                        folder.toString(),
                        order)
                .orFail();
        awaitState(state);
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(folder.resolve("events.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
