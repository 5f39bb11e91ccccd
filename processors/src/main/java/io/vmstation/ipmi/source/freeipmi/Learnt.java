package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.source.tool.BoundedMemory;
import io.vmstation.ipmi.source.tool.CipherSuites;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import java.io.IOException;
import java.util.List;

/**
 * What all questions share.
 *
 * @param files for passwords and for what was read of the repositories of sensors
 * @param suites which one each BMC understood
 * @param openSessionPrivilege which BMCs get the opening of a session wrong
 * @param bySudo on which machines we are not root
 */
record Learnt(
        PrivateFolder files,
        CipherSuites suites,
        BoundedMemory<Boolean> openSessionPrivilege,
        BoundedMemory<Boolean> bySudo) {
    Learnt(PrivateFolder files) {
        this(files, new CipherSuites(), new BoundedMemory<>(), new BoundedMemory<>());
    }

    /** Where its programs keep what they read of repositories of sensors on this machine. */
    List<String> cacheOption() {
        try {
            return List.of("--sdr-cache-directory=" + files.lasting("sdr-cache"));
        } catch (IOException e) {
            // They then use a folder of their own, which costs nothing but privacy.
            return List.of();
        }
    }
}
