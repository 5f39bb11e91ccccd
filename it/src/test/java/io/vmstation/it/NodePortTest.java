package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener at a port that kube-proxy answers first. */
@Needs({"ip", "nft", "python3", "sysctl", "iptables"})
@Timeout(90)
class NodePortTest {
    private static final String NOTICE = "is a NodePort of this Kubernetes node";

    @RegisterExtension static final Lab LAB = new Lab();

    @Test
    void saysSoOfAPortThatKubeProxyHasAndOfNoOther() throws InterruptedException {
        iptables("-N", "KUBE-NODEPORTS");
        iptables("-A", "KUBE-NODEPORTS", "-p", "tcp", "--dport", "30096", "-j", "RETURN");
        try {
            HostProcess host =
                    LAB.host("on-a-kubernetes-node")
                            .nodes(new Site().node("homelab", Place.FIRST_HOST).toString())
                            .wakeOnConnect("wake-a-free-port", "homelab", "web", 30095)
                            .wakeOnConnect("wake-on-web", "homelab", "web", 30096)
                            .start();

            Awaitility.await().until(() -> host.log().contains(NOTICE));
            host.terminate();

            assertThat(host.log().lines().filter(line -> line.contains(NOTICE)))
                    .singleElement()
                    .asString()
                    .contains("Port 30096", "another port", "an address", "--nodeport-addresses");
        } finally {
            iptables("-F", "KUBE-NODEPORTS");
            iptables("-X", "KUBE-NODEPORTS");
        }
    }

    private static void iptables(String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "iptables";
        command[1] = "-t";
        command[2] = "nat";
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        LAB.at(Place.MASTERNODE).run(command).orFail();
    }
}
