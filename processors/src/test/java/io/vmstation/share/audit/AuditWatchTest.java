package io.vmstation.share.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.WatchStatus.Sight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditWatchTest {
    private final List<ShareEvent> events = new ArrayList<>();
    @TempDir private Path folder;
    private Path log = Path.of("");

    @BeforeEach
    void createTheLog() throws Exception {
        log = Files.createFile(folder.resolve("audit.log"));
    }

    private AuditWatch after(String line) throws Exception {
        AuditWatch watch = new AuditWatch(log, events::add);
        watch.round(Duration.ZERO);
        Files.writeString(log, line + "\n", StandardOpenOption.APPEND);
        watch.round(Duration.ZERO);
        return watch;
    }

    @Test
    void saysThatSambaRefusesClients() throws Exception {
        try (AuditWatch watch = after("  Could not find opname opennat, logging all")) {
            assertThat(watch.status().sight()).isEqualTo(Sight.PART);
            assertThat(watch.status().text()).contains("the operation opennat");
        }
    }

    @Test
    void takesTheNameOfAFileForNoWordOfSamba() throws Exception {
        String line = "AUDIT|alice|10.0.0.5|media|openat|ok|r|Could not find opname connect";
        try (AuditWatch watch = after(line)) {
            assertThat(watch.status().sight()).isEqualTo(Sight.WHOLE);
            assertThat(events).extracting(ShareEvent::user).containsExactly("alice");
        }
    }
}
