/** Files, properties and the environment, read into immutable records with all problems at once. */
@NullMarked
package io.vmstation.config;

import org.jspecify.annotations.NullMarked;
