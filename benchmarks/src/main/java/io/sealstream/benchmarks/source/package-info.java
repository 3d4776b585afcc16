/** What an SQS source reaches, beside the AWS SDK alone and other consumers, all in one run. */
@NullMarked
package io.sealstream.benchmarks.source;

import org.jspecify.annotations.NullMarked;
