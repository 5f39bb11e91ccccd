package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.share.RecordShareUse;
import io.vmstation.share.ShareSurroundings;
import io.vmstation.share.files.OwnFootprints;
import io.vmstation.share.samba.Samba;
import io.vmstation.share.signal.ShareWatches;
import io.vmstation.spi.Events;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What notices that a share is used. */
final class ShareWiring {
    /** What the routes of shares refer to. */
    static Map<String, Object> beans(
            Settings settings, Home home, HostParts parts, Events events, MeterRegistry meters) {
        Map<String, Object> beans = new LinkedHashMap<>();
        ShareWatches shares = new ShareWatches(meters);
        beans.put(
                "shareSurroundings",
                new ShareSurroundings(
                        shares,
                        new Samba(parts.commands()),
                        new OwnFootprints(ownFolders(settings, home))));
        beans.put("shareHealth", new PartHealth("shares", shares::problems));
        beans.put("recordShareUse", new RecordShareUse(events));
        return beans;
    }

    /** Where this process itself looks all the time. */
    private static Set<Path> ownFolders(Settings settings, Home home) {
        Stream<Path> files =
                home.folder().stream()
                        .flatMap(
                                folder ->
                                        Stream.of("config", "routes", "plugins")
                                                .map(folder::resolve));
        Stream<Path> inventory =
                settings.optionalPath("nodes.inventory").stream().flatMap(SiteFiles::inventory);
        return Stream.of(files, inventory, Stream.of(home.state()))
                .flatMap(all -> all)
                .map(path -> path.toAbsolutePath().normalize())
                .collect(Collectors.toSet());
    }

    private ShareWiring() {}
}
