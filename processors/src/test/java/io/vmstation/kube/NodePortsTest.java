package io.vmstation.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.CommandResult;
import io.vmstation.wake.RecordedCommands;
import org.junit.jupiter.api.Test;

class NodePortsTest {
    private static final CommandResult NONE =
            new CommandResult.Exited(1, "", "iptables: No chain/target/match by that name.\n");

    @Test
    void readsTheRulesOfKubeProxyInIptablesMode() {
        String rules =
                """
                -N KUBE-NODEPORTS
                -A KUBE-NODEPORTS -d 127.0.0.0/8 -p tcp -m comment --comment "media/jellyfin:http" -m tcp --dport 30096 -m nfacct --nfacct-name localhost_nps_accepted_pkts -j KUBE-EXT-XXLMJ3WDGAY6NNWK
                -A KUBE-NODEPORTS -p tcp -m comment --comment "media/jellyfin:http" -m tcp --dport 30096 -j KUBE-EXT-XXLMJ3WDGAY6NNWK
                -A KUBE-NODEPORTS -p udp -m comment --comment "dns/dns:udp" -m udp --dport 30053 -j KUBE-EXT-AAAAAAAAAAAAAAAA
                """;

        assertThat(
                        new NodePorts(new RecordedCommands(RecordedCommands.printed(rules), NONE))
                                .taken()
                                .join())
                .containsExactly(30096);
    }

    @Test
    void readsTheRulesOfKubeProxyInNftablesMode() {
        String map =
                """
                table ip kube-proxy {
                	map service-nodeports {
                		type inet_proto . inet_service : verdict
                		comment "NodePort traffic"
                		elements = { tcp . 30096 : goto external-ABCDEFGH-media/jellyfin/tcp/http,
                			     tcp . 30300 : goto external-IJKLMNOP-monitoring/grafana/tcp/ }
                	}
                }
                """;

        assertThat(
                        new NodePorts(new RecordedCommands(NONE, RecordedCommands.printed(map)))
                                .taken()
                                .join())
                .containsExactly(30096, 30300);
    }

    @Test
    void aMachineWithoutKubernetesHasNone() {
        assertThat(
                        new NodePorts(
                                        new RecordedCommands(
                                                new CommandResult.NotInstalled("iptables"), NONE))
                                .taken()
                                .join())
                .isEmpty();
    }
}
