/** What the clock says about nodes: cron lines, quiet hours, hours in which none sleeps. */
@NullMarked
package io.vmstation.schedule;

import org.jspecify.annotations.NullMarked;
