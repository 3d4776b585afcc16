package io.sealstream.benchmarks.rig;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The queues of a rig, by name. Thread-safe. */
final class Queues implements HostedQueue.DeadLetterTarget {

  static final String ACCOUNT = "000000000000";

  private static final String REGION = "us-east-1";
  private static final String FIFO_SUFFIX = ".fifo";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}(\\.fifo)?");

  private final Map<String, HostedQueue> queues = new ConcurrentHashMap<>();
  private final RigTime time;
  private final RigSettings settings;
  private final Supplier<String> endpoint;

  /**
   * @param endpoint what a queue's URL begins with, known when the rig listens
   */
  Queues(RigTime time, RigSettings settings, Supplier<String> endpoint) {
    this.time = time;
    this.settings = settings;
    this.endpoint = endpoint;
  }

  /**
   * Makes a queue; one that exists with these attributes is left as it is.
   *
   * @throws SqsException for a name or attributes that SQS refuses
   */
  HostedQueue create(String name, Map<String, String> given) {
    if (!NAME.matcher(name).matches() || name.length() > 80) {
      throw SqsErrors.invalidParameter(
          "QueueName",
          name,
          "Can only include alphanumeric characters, hyphens, or underscores."
              + " 1 to 80 in length");
    }
    boolean fifo = name.endsWith(FIFO_SUFFIX);
    QueueAttributes attributes = QueueAttributes.of(fifo, given);
    requireTarget(attributes);
    HostedQueue made = host(name, attributes);
    HostedQueue existing = queues.putIfAbsent(name, made);
    if (existing == null) {
      return made;
    }
    String different = existing.attributes().differsFrom(given);
    if (different != null) {
      throw SqsErrors.queueExists(different);
    }
    return existing;
  }

  private HostedQueue host(String name, QueueAttributes attributes) {
    int limit = attributes.fifo() ? settings.fifoInFlightLimit() : settings.standardInFlightLimit();
    return new HostedQueue(name, new QueueEngine(arn(name), attributes, limit), time, this);
  }

  /** Changes attributes as {@link #create} checks them. */
  void change(HostedQueue queue, Map<String, String> changes) {
    requireTarget(queue.attributes().with(changes));
    queue.changeAttributes(changes);
  }

  private void requireTarget(QueueAttributes attributes) {
    QueueAttributes.Redrive redrive = attributes.redrive();
    if (redrive == null) {
      return;
    }
    HostedQueue target = queues.get(redrive.targetName());
    if (target == null || target.attributes().fifo() != attributes.fifo()) {
      throw SqsErrors.invalidParameter(
          QueueAttributes.REDRIVE_POLICY,
          redrive,
          "Dead letter target does not exist, or is not of the same type.");
    }
  }

  /** Throws QueueDoesNotExist where there is none. */
  HostedQueue require(String name) {
    HostedQueue queue = find(name);
    if (queue == null) {
      throw SqsErrors.queueDoesNotExist();
    }
    return queue;
  }

  /** Counts a request that names a queue by its URL; others, and those for no queue, do nothing. */
  void countRequest(SqsRequest request) {
    String name = request.queue();
    HostedQueue queue = name == null ? null : find(name);
    if (queue != null) {
      queue.countRequest();
    }
  }

  @Nullable HostedQueue find(String name) {
    return queues.get(name);
  }

  /** Deletes a queue and what is in it; receives that wait get nothing. */
  void delete(String name) {
    require(name).close();
    queues.remove(name);
  }

  List<String> names() {
    return queues.keySet().stream().sorted().toList();
  }

  Map<String, QueueCounts> counts() {
    Map<String, QueueCounts> counts = new TreeMap<>();
    queues.forEach((name, queue) -> counts.put(name, queue.counts()));
    return counts;
  }

  String url(String name) {
    return endpoint.get() + "/" + ACCOUNT + "/" + name;
  }

  static String arn(String name) {
    return "arn:aws:sqs:" + REGION + ":" + ACCOUNT + ":" + name;
  }

  @Override
  public boolean exists(String targetName) {
    return queues.containsKey(targetName);
  }

  @Override
  public void accept(String targetName, List<StoredMessage> messages, String sourceArn) {
    HostedQueue target = queues.get(targetName);
    if (target != null) {
      target.takeOver(messages, sourceArn);
    }
  }
}
