package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.ipmi.push.Login.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    @TempDir Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("secret"), text);
    }

    @Test
    void aUserAndAPasswordAreShownAsRfc7617Says() throws Exception {
        Login login = new Login.Basic("Aladdin", file("open sesame\nsecond line\n"));
        assertThat(login.read().orElseThrow().header())
                .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @Test
    void aNewSecretCountsAtOnce() throws Exception {
        Login login = new Login.Bearer(file("first-token\n"));
        assertThat(login.read().orElseThrow().header()).isEqualTo("Bearer first-token");
        file("second-token");
        assertThat(login.read().orElseThrow().header()).isEqualTo("Bearer second-token");
    }

    @Test
    void noSecretShowsInATextOrIsSaidBack() throws Exception {
        Shown basic = new Login.Basic("user", file("hunter2")).read().orElseThrow();
        assertThat(basic.toString()).isEqualTo("***");
        assertThat(basic.removedFrom("no: dXNlcjpodW50ZXIy is user:hunter2"))
                .isEqualTo("no: *** is user:***");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedAndNotShown() throws Exception {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> new Login.Bearer(missing).read())
                .hasMessage("the token file " + missing + " cannot be read");
        Path file = file("\nsecret");
        assertThatThrownBy(() -> new Login.Basic("user", file).read())
                .hasMessage("the password file " + file + " has no first line");
        file("geheim ü");
        assertThatThrownBy(() -> new Login.Bearer(file).read())
                .hasMessage("the token file " + file + " holds characters no token can have");
    }
}
