package io.vmstation.kube.desired;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.stack.MarkedValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files with values in their marked lines. Line numbers stay, and so do bytes that are no text:
 * whoever reads them says so.
 */
final class FilledFiles implements SourceFiles {
    private final SourceFiles files;
    private final MarkedValues values;

    FilledFiles(SourceFiles files, MarkedValues values) {
        this.files = requireNonNull(files, "files is null");
        this.values = requireNonNull(values, "values is null");
    }

    @Override
    public Optional<SortedMap<String, SourceFile>> below(String folder) throws IOException {
        return files.below(folder)
                .map(
                        found -> {
                            SortedMap<String, SourceFile> filled = new TreeMap<>(found);
                            filled.replaceAll((path, file) -> filled(file));
                            return filled;
                        });
    }

    @Override
    public Optional<SourceFile> file(String path) throws IOException {
        return files.file(path).map(this::filled);
    }

    private SourceFile filled(SourceFile file) {
        return new SourceFile(
                file.path(),
                file.origin(),
                file.modified(),
                file.size(),
                most -> filled(file.content().read(most)));
    }

    private byte[] filled(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String filled = values.fill(text);
            return filled.equals(text) ? bytes : filled.getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }
}
