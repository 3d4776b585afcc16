/**
 * What MaskPii costs a record, beside the cipher that it calls. Each class of benchmarks is one JMH
 * state; {@link io.sealstream.benchmarks.mask.MaskReport} relates their results.
 */
@NullMarked
package io.sealstream.benchmarks.mask;

import org.jspecify.annotations.NullMarked;
