package io.sealstream.connect.sqs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What SQS says of a queue as a whole.
 *
 * @param visibilityTimeout how long a received message stays invisible, unless its receive says
 *     otherwise
 * @param visibleMessages about how many messages wait to be received
 * @param arn which queue it is, whatever URL it was asked by; null where an emulator does not say
 */
record QueueAttributes(Duration visibilityTimeout, long visibleMessages, @Nullable String arn) {}
