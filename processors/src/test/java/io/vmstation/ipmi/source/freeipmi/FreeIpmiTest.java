package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import io.vmstation.ipmi.source.tool.ProgramSourceContract;

class FreeIpmiTest extends ProgramSourceContract {
    FreeIpmiTest() {
        super("ipmi-sensors", "freeipmi-tools");
    }

    @Override
    protected BmcSource source(LocalCommands commands, PrivateFolder files) {
        return new FreeIpmi(commands, commands::has, files);
    }
}
