/**
 * An SQS server in memory, for tests and benchmarks: {@link io.sealstream.benchmarks.rig.SqsRig} is
 * where to begin.
 *
 * <p>It follows Amazon's documentation of SQS, and where that is silent the answers recorded from
 * the real service in LocalStack's test snapshots. docs/rig.md says what it does not model.
 */
@NullMarked
package io.sealstream.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
