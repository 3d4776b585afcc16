/** What the source benchmark compares the connector with. */
@NullMarked
package io.sealstream.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
