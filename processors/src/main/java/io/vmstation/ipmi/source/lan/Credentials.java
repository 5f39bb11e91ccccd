package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What a login may look like: IPMI 2.0 sections 13.20 and 22.30. */
final class Credentials {
    private static final int LONGEST_USER = 16;
    private static final int LONGEST_PASSWORD = 20;

    /** The password as the library takes it. */
    static String key(Lan bmc) throws LanFailure {
        if (bmc.user().length() > LONGEST_USER || !isAscii(bmc.user())) {
            throw new LanFailure(
                    Kind.REFUSED,
                    "a user of a BMC has at most 16 letters of ASCII: check bmc.user");
        }
        String password = bmc.password().text();
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD) {
            throw new LanFailure(
                    Kind.REFUSED,
                    "a password of a BMC has at most 20 bytes: check bmc.passwordFile");
        }
        // The library encodes it as this machine does by custom.
        if (!isAscii(password) && !Charset.defaultCharset().equals(StandardCharsets.UTF_8)) {
            throw new LanFailure(
                    Kind.REFUSED,
                    "a password beyond ASCII needs -Dfile.encoding=UTF-8: check bmc.passwordFile");
        }
        // Java has no empty key; a key of zeros is the same to a keyed hash.
        return password.isEmpty() ? "\0" : password;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(letter -> letter < 128);
    }

    private Credentials() {}
}
