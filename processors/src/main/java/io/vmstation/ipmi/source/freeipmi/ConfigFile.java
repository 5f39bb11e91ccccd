package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.source.Password;
import java.util.List;

/** What FreeIPMI's programs are told by {@code --config-file}: freeipmi.conf(5). */
final class ConfigFile {
    private ConfigFile() {}

    /**
     * The text of the file. An argument stands in quotation marks; in them a quotation mark, a
     * backslash and a number sign take a backslash each, or the rest is lost: tried with 1.6.10.
     *
     * @param workarounds all of those that the manual page has, whatever program is run; it refuses
     *     others
     */
    static String text(Password password, List<String> workarounds) {
        StringBuilder text = new StringBuilder();
        if (!password.text().isEmpty()) {
            text.append("password \"")
                    .append(password.text().replaceAll("[\\\\\"#]", "\\\\$0"))
                    .append("\"\n");
        }
        if (!workarounds.isEmpty()) {
            text.append("workaround-flags ").append(String.join(" ", workarounds)).append('\n');
        }
        return text.toString();
    }
}
