package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import io.vmstation.host.HostPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what of clusters is not as the files say, field by field. */
@Command(
        name = "diff",
        description = {
            "Shows what of your clusters is not as the files say, field by field; touches nothing.",
            "",
            "+ an object that is missing    - one that the files no longer have",
            "~ one that differs             ! one that cannot be compared",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing differs",
            "1:something does",
            "2:nobody can tell: the files are wrong, the cluster is away, your options do not fit"
        })
final class Diff extends Asking {
    @Parameters(
            arity = "0..1",
            paramLabel = "CLUSTER",
            description = "Name of the cluster in clusters.yaml; left out: all of them")
    private @Nullable String cluster;

    Diff(HostPlan.Assembler assembler) {
        super(assembler);
    }

    @Override
    Answer ask(Station station) {
        return Runs.ask(station, Optional.ofNullable(cluster), true, true);
    }

    @Override
    int show(Answer answer) {
        if (answer.body().path("runs").isEmpty()) {
            out().println("No cluster is configured: add one to config/clusters.yaml");
        }
        for (JsonNode run : answer.body().path("runs")) {
            FieldDiff.lines(run).forEach(out()::println);
            RunWords.dryRun(run).forEach(out()::println);
            RunWords.problems(run).forEach(problem -> err().println("vmstation: " + problem));
        }
        return code(answer);
    }

    @Override
    int code(Answer answer) {
        return RunWords.diffCode(answer);
    }

    @Override
    int failed() {
        return RunWords.TROUBLE;
    }
}
