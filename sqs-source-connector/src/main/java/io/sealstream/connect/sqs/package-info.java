/** A Kafka Connect source connector for Amazon SQS. */
@NullMarked
package io.sealstream.connect.sqs;

import org.jspecify.annotations.NullMarked;
