package io.vmstation.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Listens to what a class logs from INFO on. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Listener listener = new Listener();

    /** Begins to listen. */
    public LogLines(Class<?> of) {
        logger = (Logger) LogManager.getLogger(of);
        listener.start();
        logger.addAppender(listener);
        // Adding an appender sets the level back.
        logger.setLevel(Level.INFO);
    }

    /** What was logged until now: level, then message. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        logger.removeAppender(listener);
    }

    private final class Listener extends AbstractAppender {
        Listener() {
            super("log-lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }
    }
}
