/** The servers that connectors are measured on, each in a process of its own. */
@NullMarked
package io.sealstream.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
