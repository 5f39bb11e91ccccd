package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import io.vmstation.ipmi.source.tool.ProgramSourceContract;

class IpmitoolTest extends ProgramSourceContract {
    IpmitoolTest() {
        super("ipmitool", "ipmitool");
    }

    @Override
    protected BmcSource source(LocalCommands commands, PrivateFolder files) {
        return new Ipmitool(commands, commands::has, files);
    }
}
