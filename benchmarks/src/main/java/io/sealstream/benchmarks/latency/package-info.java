/** How long a message takes from SendMessage to its row. */
@NullMarked
package io.sealstream.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
