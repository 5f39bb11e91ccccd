package io.vmstation.sleep.method;

import java.util.List;
import java.util.regex.Pattern;

/** Knows what programs say when a login may not do something, and what to do about it. */
final class Permission {
    private static final Pattern SUDO =
            Pattern.compile(
                    "a password is required|not in the sudoers file|is not allowed to"
                            + " (execute|run)|a terminal is required|may not run sudo");
    private static final Pattern POLKIT =
            Pattern.compile(
                    "[Ii]nteractive authentication|Access denied|AccessDenied|[Nn]ot authorized"
                            + "|Permission denied");

    private Permission() {}

    /** What to do, as the end of a sentence; empty when it is not about permission. */
    static String remedy(String said, String user, List<String> arguments) {
        if (SUDO.matcher(said).find()) {
            return "; put into /etc/sudoers.d/vmstation on the node: "
                    + user
                    + " ALL=(root) NOPASSWD: /usr/bin/"
                    + String.join(" ", arguments.subList(2, arguments.size()));
        }
        if (POLKIT.matcher(said).find()) {
            String verb = arguments.get(arguments.indexOf("systemctl") + 1);
            return "; let a polkit rule of the node allow org.freedesktop.login1."
                    + (verb.equals("poweroff") ? "power-off" : verb)
                    + " to "
                    + user
                    + ", or use sudo";
        }
        return "";
    }
}
