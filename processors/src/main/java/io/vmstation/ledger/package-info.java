/** What happened, when, why and who asked: an SQLite file that outlives the process. */
@NullMarked
package io.vmstation.ledger;

import org.jspecify.annotations.NullMarked;
