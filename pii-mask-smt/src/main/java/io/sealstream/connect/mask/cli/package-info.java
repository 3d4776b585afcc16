/** The {@code pii} command line: creates keysets and recovers masked values. Runs without Kafka. */
@NullMarked
package io.sealstream.connect.mask.cli;

import org.jspecify.annotations.NullMarked;
