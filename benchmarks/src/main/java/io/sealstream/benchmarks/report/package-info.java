/** Tables and plots of figures. */
@NullMarked
package io.sealstream.benchmarks.report;

import org.jspecify.annotations.NullMarked;
