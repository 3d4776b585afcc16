/** What every benchmark runs against, each in a process of its own. */
@NullMarked
package io.sealstream.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
