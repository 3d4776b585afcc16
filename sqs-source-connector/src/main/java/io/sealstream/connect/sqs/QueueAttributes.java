package io.sealstream.connect.sqs;

import java.time.Duration;

/**
 * What SQS says of a queue as a whole.
 *
 * @param visibilityTimeout how long a received message stays invisible, unless its receive says
 *     otherwise
 * @param visibleMessages about how many messages wait to be received
 */
record QueueAttributes(Duration visibilityTimeout, long visibleMessages) {}
