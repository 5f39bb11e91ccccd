package io.vmstation.lan;

import io.vmstation.node.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The machine that this process runs on, asked anew at each call. Thread-safe. */
public final class ThisMachine {
    /** Not asked from Java, which would ask the DNS. */
    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

    private final Path nameFile;

    /** As the kernel knows it. */
    public ThisMachine() {
        this(NAME);
    }

    ThisMachine(Path nameFile) {
        this.nameFile = nameFile;
    }

    /** Its name, without its domain too, and as mDNS knows it; empty when it has none. */
    public List<String> names() {
        try {
            String name = Files.readString(nameFile).strip();
            int dot = name.indexOf('.');
            String bare = dot < 0 ? name : name.substring(0, dot);
            return bare.isEmpty() ? List.of() : List.of(name, bare, bare + ".local");
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Whether a node is this machine: by its name, which is known before any network is up, or by
     * an address of its own. Loopback is every machine's own, and so says nothing.
     *
     * @param addresses literal IP addresses; others say nothing
     */
    public boolean is(String name, Collection<String> addresses) {
        return names().contains(name) || addresses.stream().anyMatch(ThisMachine::isOwn);
    }

    private static boolean isOwn(String literal) {
        try {
            InetAddress address = Network.parseAddress(literal);
            return !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) != null;
        } catch (IllegalArgumentException | SocketException e) {
            return false;
        }
    }
}
