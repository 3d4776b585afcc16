package io.sealstream.benchmarks.rig;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Queues on a clock that the test moves, and receives without HTTP. */
final class QueueFixture {

  final ManualTime time = new ManualTime();
  final Queues queues;

  QueueFixture() {
    this(RigSettings.defaults());
  }

  QueueFixture(RigSettings settings) {
    this.queues = new Queues(time, settings, () -> "http://rig");
  }

  HostedQueue queue(String name, String... attributes) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      map.put(attributes[i], attributes[i + 1]);
    }
    return queues.create(name, map);
  }

  static void send(HostedQueue queue, String... bodies) {
    for (String body : bodies) {
      queue.send(RigMessage.of(body), true);
    }
  }

  static void sendTo(HostedQueue queue, String group, String... bodies) {
    for (String body : bodies) {
      queue.send(RigMessage.of(body).inGroup(group).deduplicatedBy(group + body), true);
    }
  }

  /** A short poll. */
  static List<Delivery> receive(HostedQueue queue, int max) {
    return receive(queue, max, null);
  }

  static List<Delivery> receive(HostedQueue queue, int max, Integer visibilitySeconds) {
    List<Delivery> got = new ArrayList<>();
    queue.receive(new HostedQueue.ReceiveOrder(max, visibilitySeconds, 0), got::addAll);
    return got;
  }

  static List<String> bodies(List<Delivery> deliveries) {
    return deliveries.stream().map(QueueFixture::body).toList();
  }

  static String body(Delivery delivery) {
    return new String(delivery.message().body, StandardCharsets.UTF_8);
  }

  void pass(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }
}
