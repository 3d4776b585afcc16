package io.sealstream.benchmarks.rig;

import java.util.ArrayList;
import java.util.List;

/** Long polls of a test and what they were answered with, in the order of the answers. */
final class Polls {

  private final List<List<String>> answers = new ArrayList<>();

  Runnable start(HostedQueue queue, int max, int waitSeconds) {
    return queue.receive(
        new HostedQueue.ReceiveOrder(max, null, waitSeconds),
        deliveries -> answers.add(QueueFixture.bodies(deliveries)));
  }

  List<List<String>> answers() {
    return answers;
  }
}
