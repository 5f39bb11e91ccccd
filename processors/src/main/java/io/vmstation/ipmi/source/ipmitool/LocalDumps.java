package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.PrivateFolder;
import io.vmstation.ipmi.source.tool.PrivateFolder.PrivateFile;
import io.vmstation.ipmi.source.tool.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * On this machine.
 *
 * @param files where the file lies for that moment
 */
record LocalDumps(PrivateFolder files) implements Dumps {

    @Override
    public CompletableFuture<Dump> of(Session session, List<String> question, Deadline deadline) {
        PrivateFile file;
        try {
            file = files.write("");
        } catch (IOException e) {
            return CompletableFuture.completedFuture(cannotRead(e));
        }
        List<String> line =
                Stream.concat(question.stream(), Stream.of(file.path().toString())).toList();
        return session.ask(line, deadline)
                .thenApply(
                        answer -> {
                            try {
                                return answer instanceof Printed
                                        ? new Dump(answer, file.beginning(MOST))
                                        : new Dump(answer, new byte[0]);
                            } catch (IOException e) {
                                return cannotRead(e);
                            }
                        })
                .whenComplete((dump, failure) -> file.close());
    }

    private static Dump cannotRead(IOException e) {
        return Dump.failed(Extent.SESSION, "a file for ipmitool cannot be written or read: " + e);
    }
}
