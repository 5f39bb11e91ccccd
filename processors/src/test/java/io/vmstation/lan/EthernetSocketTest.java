package io.vmstation.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EthernetSocketTest {
    private static final int MAGIC = 0x0842;
    private static final int ARP = 0x0806;

    @Test
    void sendsAMagicFrameToTheCable() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create();
                NetworkNamespace there = NetworkNamespace.create()) {
            NetworkNamespace.join(here, there);
            here.ip("addr", "add", "10.77.0.1/24", "dev", "eth0");
            there.ip("addr", "add", "10.77.0.2/24", "dev", "eth0");
            LocalInterface far = there.call(EthernetSocketTest::eth0);
            byte[] frame = frame(MAGIC);
            try (FrameTap tap = there.call(() -> new FrameTap(far.index(), MAGIC))) {
                here.call(
                        () -> {
                            send(eth0(), frame);
                            return frame;
                        });

                assertThat(tap.next()).isEqualTo(frame);
            }
        }
    }

    @Test
    void sendsByTheLoopbackInterfaceWhenTold() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create()) {
            byte[] frame = frame(MAGIC);

            byte[] heard =
                    here.call(
                            () -> {
                                LocalInterface lo = only("lo");
                                try (FrameTap tap = new FrameTap(lo.index(), MAGIC)) {
                                    send(lo, frame);
                                    return tap.next();
                                }
                            });

            assertThat(heard).isEqualTo(frame);
        }
    }

    @Test
    void asksForTheAddressByTheInterfaceOfItsSubnetOnly() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create();
                NetworkNamespace there = NetworkNamespace.create()) {
            NetworkNamespace.join(here, there);
            here.ip("addr", "add", "10.77.0.1/24", "dev", "eth0");
            there.ip("addr", "add", "10.77.0.2/24", "dev", "eth0");
            LocalInterface far = there.call(EthernetSocketTest::eth0);
            LocalInterface near = here.call(EthernetSocketTest::eth0);
            try (FrameTap tap = there.call(() -> new FrameTap(far.index(), ARP));
                    ArpRequests requests =
                            here.call(
                                    () -> new ArpRequests(new LocalInterfaces(), Runnable::run))) {
                here.call(
                        () -> {
                            requests.ask(address("10.78.0.2"));
                            requests.ask(address("10.77.0.1"));
                            requests.ask(address("10.77.0.2"));
                            return requests;
                        });

                byte[] expected =
                        new ArpRequest(
                                        near.macAddress(),
                                        address("10.77.0.1"),
                                        address("10.77.0.2"))
                                .frame();
                assertThat(tap.next()).isEqualTo(expected);
            }
        }
    }

    @Test
    void saysWhichPermissionIsMissing() throws Exception {
        try (var powerless =
                new Closing(
                        Executors.newSingleThreadExecutor(
                                task -> new Thread(() -> runWithoutCapabilities(task))))) {
            powerless
                    .executor()
                    .submit(
                            () ->
                                    assertThatThrownBy(EthernetSocket::open)
                                            .isInstanceOf(IOException.class)
                                            .hasMessageContaining("CAP_NET_RAW")
                                            .hasMessageContaining("run as root"))
                    .get();
        }
    }

    @Test
    void asksNobodyWithoutPermissionAndDoesNotFail() throws Exception {
        try (var powerless =
                        new Closing(
                                Executors.newSingleThreadExecutor(
                                        task -> new Thread(() -> runWithoutCapabilities(task))));
                ArpRequests requests =
                        powerless
                                .executor()
                                .submit(() -> new ArpRequests(new LocalInterfaces(), Runnable::run))
                                .get()) {
            requests.ask(address("127.0.0.1"));
        }
    }

    @Test
    void saysThatItIsClosed() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create()) {
            LocalInterface lo = here.call(() -> only("lo"));
            EthernetSocket socket = EthernetSocket.open();
            socket.close();
            socket.close();

            assertThatThrownBy(() -> socket.send(lo, frame(MAGIC)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void namesTheInterfaceThatIsDown() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create();
                EthernetSocket socket = here.call(EthernetSocket::open)) {
            LocalInterface lo = here.call(() -> only("lo"));
            here.ip("link", "set", "lo", "down");

            assertThatThrownBy(() -> socket.send(lo, frame(MAGIC)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("interface lo")
                    .hasMessageContaining("down");
        }
    }

    private record Closing(ExecutorService executor) implements AutoCloseable {
        @Override
        public void close() {
            executor.shutdown();
        }
    }

    /** Capabilities belong to the thread; those of the others stay. */
    private static void runWithoutCapabilities(Runnable task) {
        byte[] version3OfThisThread = {0x22, 0x05, 0x08, 0x20, 0, 0, 0, 0};
        TestSystemCalls.capset(version3OfThisThread, new byte[24]);
        task.run();
    }

    private static void send(LocalInterface from, byte[] frame) throws IOException {
        try (EthernetSocket socket = EthernetSocket.open()) {
            socket.send(from, frame);
        }
    }

    private static byte[] frame(int etherType) {
        byte[] frame = new byte[120];
        Arrays.fill(frame, (byte) 0x5a);
        Arrays.fill(frame, 0, 6, (byte) 0xff);
        return ByteBuffer.wrap(frame).putShort(12, (short) etherType).array();
    }

    private static LocalInterface eth0() {
        return only("eth0");
    }

    private static LocalInterface only(String name) {
        return new LocalInterfaces().eligible(List.of(name)).get(0);
    }

    private static Inet4Address address(String literal) throws IOException {
        return (Inet4Address) InetAddress.getByName(literal);
    }
}
