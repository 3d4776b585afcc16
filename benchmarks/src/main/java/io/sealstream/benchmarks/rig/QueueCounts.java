package io.sealstream.benchmarks.rig;

/**
 * What a queue holds and what became of its messages, at one moment.
 *
 * @param visible messages that a receive would get, locked groups of a FIFO queue included
 * @param inFlight received, and neither deleted nor visible again
 * @param delayed sent, and not visible yet
 * @param sent messages that ever came in; a duplicate that FIFO deduplication caught is none
 * @param received messages that were received at least once from this queue
 * @param redelivered receives of a message that was received before
 * @param deleted messages that a client deleted
 * @param movedOut messages that went to the dead letter queue of the redrive policy
 * @param requests that named this queue by its URL, without those that {@code refuse} forbids
 */
public record QueueCounts(
    int visible,
    int inFlight,
    int delayed,
    long sent,
    long received,
    long redelivered,
    long deleted,
    long movedOut,
    long requests) {}
