package io.vmstation.ipmi.export;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.node.SelEventRule;
import java.util.List;

/** What came of a scrape of a BMC. */
public sealed interface Scraped {

    /**
     * The BMC was asked; whether it answered, the findings tell.
     *
     * @param reading what it told
     * @param rules which events of its log are counted by name
     */
    record Read(BmcReading reading, List<SelEventRule> rules) implements Scraped {
        public Read {
            requireNonNull(reading, "reading is null");
            rules = List.copyOf(rules);
        }
    }

    /**
     * It was not asked.
     *
     * @param status of HTTP, 400 or more
     * @param sentence why not
     */
    record Refused(int status, String sentence) implements Scraped {
        public Refused {
            requireNonNull(sentence, "sentence is null");
        }
    }
}
