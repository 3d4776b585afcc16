/** The commands of this module: a rig in a process of its own, and how fast it is. */
@NullMarked
package io.sealstream.benchmarks;

import org.jspecify.annotations.NullMarked;
