package io.vmstation.host;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.poll.ExportReading;
import io.vmstation.ipmi.poll.FindDueBmcs;
import io.vmstation.ipmi.poll.ReadBmc;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.freeipmi.FreeIpmi;
import io.vmstation.ipmi.source.ipmitool.Ipmitool;
import io.vmstation.ipmi.source.lan.LanSource;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reads BMCs: the sources, the steps of the route. */
final class IpmiWiring {
    /**
     * What can talk to BMCs, the best first.
     *
     * @param commands run programs of this machine
     * @param state where they may keep what they learn
     */
    static List<BmcSource> sources(LocalCommands commands, Path state) {
        PrivateFolder files = new PrivateFolder(state.resolve("ipmi"));
        return List.of(
                new LanSource(),
                new FreeIpmi(commands, commands::has, files),
                new Ipmitool(commands, commands::has, files));
    }

    /** What the routes of BMCs refer to. */
    static Map<String, Object> beans(CurrentNodes nodes, HostParts parts) {
        BmcParts bmcs = parts.bmcs();
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("findDueBmcs", new FindDueBmcs(bmcs.polls()));
        beans.put("readBmc", new ReadBmc(bmcs.polls(), bmcs.onward()));
        beans.put("exportReading", new ExportReading(bmcs.readings(), nodes));
        beans.put("bmcsHealth", new PartHealth("bmcs", bmcs.states()::problems));
        return beans;
    }

    private IpmiWiring() {}
}
