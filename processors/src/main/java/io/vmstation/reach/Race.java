package io.vmstation.reach;

import io.vmstation.spi.Answer;
import io.vmstation.spi.Answer.AddressAnswers;
import io.vmstation.spi.Answer.PortAccepts;
import io.vmstation.spi.Answer.Ready;
import io.vmstation.spi.Answer.Silent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several questions at once: the first {@link Ready} wins and the others are cancelled; without
 * one, the best answer counts when all are in.
 */
final class Race {
    private final CompletableFuture<Answer> result = new CompletableFuture<>();
    private final List<Answer> heard = new ArrayList<>();
    private final int runners;

    private Race(int runners) {
        this.runners = runners;
    }

    static CompletableFuture<Answer> of(List<CompletableFuture<Answer>> questions) {
        Race race = new Race(questions.size());
        var unused =
                race.result.whenComplete(
                        (answer, failure) -> questions.forEach(it -> it.cancel(false)));
        for (CompletableFuture<Answer> question : questions) {
            unused = question.whenComplete(race::arrived);
        }
        return race.result;
    }

    /** The other question's answer in other words; cancelling it cancels the other. */
    static <A> CompletableFuture<Answer> translate(
            CompletableFuture<A> other, Function<A, Answer> words) {
        CompletableFuture<Answer> translated = other.thenApply(words);
        var unused = translated.whenComplete((answer, failure) -> other.cancel(false));
        return translated;
    }

    private void arrived(@Nullable Answer answer, @Nullable Throwable failure) {
        Answer one = answer == null ? new Silent("could not ask: " + failure) : answer;
        if (one instanceof Ready) {
            result.complete(one);
            return;
        }
        List<Answer> all;
        synchronized (heard) {
            heard.add(one);
            if (heard.size() < runners) {
                return;
            }
            all = List.copyOf(heard);
        }
        result.complete(best(all));
    }

    private static Answer best(List<Answer> answers) {
        boolean allSilent = answers.stream().allMatch(Silent.class::isInstance);
        return allSilent
                ? new Silent(
                        answers.stream()
                                .map(answer -> ((Silent) answer).reason())
                                .distinct()
                                .collect(Collectors.joining("; ")))
                : answers.stream().max(Comparator.comparing(Race::rank)).orElseThrow();
    }

    private static int rank(Answer answer) {
        if (answer instanceof Ready) {
            return 3;
        }
        if (answer instanceof PortAccepts) {
            return 2;
        }
        return answer instanceof AddressAnswers ? 1 : 0;
    }
}
