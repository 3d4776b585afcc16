package io.sealstream.benchmarks.rig;

/**
 * What was asked of one action since the start or the last reset.
 *
 * @param requests all that arrived, failed ones included
 * @param entries messages they were about: entries of batches, and messages that receives got
 * @param errors requests that were answered with an error, or not at all by {@link Faults}
 * @param empty receives that got nothing
 * @param highestOpen the most that were open at once
 */
public record ActionStats(long requests, long entries, long errors, long empty, int highestOpen) {

  static final ActionStats NONE = new ActionStats(0, 0, 0, 0, 0);
}
