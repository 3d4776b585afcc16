package io.sealstream.benchmarks.source;

/**
 * What a subject did between two moments.
 *
 * @param subject its name
 * @param messages how many it finished: deleted, or, if it never deletes, produced
 * @param seconds how long that took
 * @param requests SQS requests of all actions
 * @param redelivered messages that were received again, since the subject began
 * @param cpuSeconds of the subject's process
 * @param otherCpuSeconds of the rig and the broker
 * @param peakHeapBytes the most that was in use, garbage included, looked at ten times a second
 * @param liveHeapBytes after a full collection at the end
 */
record Measurement(
    String subject,
    long messages,
    double seconds,
    long requests,
    long redelivered,
    double cpuSeconds,
    double otherCpuSeconds,
    long peakHeapBytes,
    long liveHeapBytes) {

  private static final double MILLION = 1e6;

  /** This and what the same subject did later, as one. */
  Measurement plus(Measurement later) {
    return new Measurement(
        subject,
        messages + later.messages,
        seconds + later.seconds,
        requests + later.requests,
        Math.max(redelivered, later.redelivered),
        cpuSeconds + later.cpuSeconds,
        otherCpuSeconds + later.otherCpuSeconds,
        Math.max(peakHeapBytes, later.peakHeapBytes),
        later.liveHeapBytes);
  }

  double perSecond() {
    return messages / seconds;
  }

  double requestsPerMessage() {
    return (double) requests / messages;
  }

  double cpuSecondsPerMillion() {
    return cpuSeconds * MILLION / messages;
  }

  double otherCpuSecondsPerMillion() {
    return otherCpuSeconds * MILLION / messages;
  }
}
