package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes clusters hold what the files say. */
@Command(
        name = "reconcile",
        description = "Makes your clusters hold what the files say",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:they do, or it is under way",
            "1:something differs (with --dry-run, or where a cluster is only observed)",
            "2:they do not: the files are wrong, a cluster is away, an object was refused"
        })
final class Reconcile extends Asking {
    @Parameters(
            arity = "0..1",
            paramLabel = "CLUSTER",
            description = "Name of the cluster in clusters.yaml; left out: all of them")
    private @Nullable String cluster;

    @Option(names = "--dry-run", description = "Only show what would be done, as diff does")
    private boolean dryRun;

    @Option(names = "--wait", description = "Wait until it has ended, and show what was done")
    private boolean wait;

    Reconcile(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        return Runs.ask(station, Optional.ofNullable(cluster), dryRun, wait);
    }

    @Override
    int show(Answer answer) {
        if (answer.body().path("runs").isEmpty()) {
            out().println("No cluster is configured: add one to config/clusters.yaml");
        }
        for (JsonNode run : answer.body().path("runs")) {
            FieldDiff.lines(run).forEach(out()::println);
            (dryRun ? RunWords.dryRun(run) : RunWords.done(run)).forEach(out()::println);
            RunWords.problems(run).forEach(problem -> err().println("vmstation: " + problem));
        }
        return code(answer);
    }

    @Override
    int code(Answer answer) {
        if (dryRun) {
            return RunWords.diffCode(answer);
        }
        int code = ExitCode.OK;
        for (JsonNode run : answer.body().path("runs")) {
            int one =
                    switch (Runs.result(run)) {
                        case "synced", "asleep", "under-way", "superseded" -> ExitCode.OK;
                        case "drifted" -> RunWords.DIFFERENT;
                        default -> RunWords.TROUBLE;
                    };
            code = Math.max(code, one);
        }
        return code;
    }

    @Override
    int failed() {
        return RunWords.TROUBLE;
    }
}
