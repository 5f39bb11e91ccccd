package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Poll.Heard;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.ipmi.source.tool.WholeText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Reads all events: a full log is longer than what is kept of the output of a program, so it goes
 * on behind the last event that arrived whole.
 */
final class SelReading {
    private static final int MOST_PAGES = 16;
    private static final int LAST_RECORD = 0xFFFE;

    private final Session session;
    private final List<String> question;
    private final Deadline deadline;
    private final List<SelEvent> events = new ArrayList<>();

    SelReading(Session session, List<String> question, Deadline deadline) {
        this.session = session;
        this.question = question;
        this.deadline = deadline;
    }

    CompletableFuture<Heard> read() {
        return page(1, question);
    }

    private CompletableFuture<Heard> page(int number, List<String> line) {
        return session.ask(line, deadline).thenCompose(answer -> turn(number, answer));
    }

    private CompletableFuture<Heard> turn(int number, Answer answer) {
        if (!(answer instanceof Printed printed) || !WholeText.isCut(printed.text())) {
            return done(
                    answer.read(text -> WholeText.read("ipmi-sel", text, this::last)),
                    answer.endsSession());
        }
        String whole = printed.text().substring(0, printed.text().lastIndexOf('\n') + 1);
        List<SelEvent> more = SelTable.rows(WholeText.linesOf(whole));
        events.addAll(more);
        if (more.isEmpty() || number == MOST_PAGES) {
            return done(new Failed("ipmi-sel printed more than is read of it"), false);
        }
        int next = more.get(more.size() - 1).id() + 1;
        return next > LAST_RECORD
                ? done(new SelEvents(events), false)
                : page(
                        number + 1,
                        Stream.concat(
                                        question.stream(),
                                        Stream.of("--display-range=" + next + "-" + LAST_RECORD))
                                .toList());
    }

    private Finding last(WholeText text) {
        List<SelEvent> more = SelTable.rows(text);
        events.addAll(more);
        return more.isEmpty() && !text.lines().isEmpty()
                ? new Failed("ipmi-sel printed no table of events")
                : new SelEvents(events);
    }

    private static CompletableFuture<Heard> done(Finding finding, boolean endsSession) {
        return CompletableFuture.completedFuture(new Heard(finding, endsSession));
    }
}
