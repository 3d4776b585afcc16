package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * A queue in memory whose visibility timeouts expire with the test's clock. A receive of an empty
 * queue stays open, as a long poll does, until a message comes or the test ends it. Thread-safe.
 */
final class FakeSqsQueue implements SqsQueue {

  static final Duration VISIBILITY = Duration.ofSeconds(30);

  private static final class Stored {
    private final SqsMessage message;
    private int deliveries;
    private boolean hidden;
    private long visibleAgainNanos;
    private long receivedNanos;

    private Stored(SqsMessage message) {
      this.message = message;
    }

    private String handle() {
      return message.id() + "#" + deliveries;
    }
  }

  private record Poll(CompletableFuture<List<SqsMessage>> answer, int max, Duration visibility) {}

  private final String url;
  private final LongSupplier nanoClock;
  private final Map<String, Stored> stored = new LinkedHashMap<>();
  private final List<Poll> openPolls = new ArrayList<>();
  private final Map<String, RuntimeException> failures = new HashMap<>();
  private Predicate<String> refusedDeletes = handle -> false;
  private boolean refusalsAreRetriable = true;
  private Predicate<String> refusedExtensions = handle -> false;
  private boolean extensionRefusalsAreRetriable = true;
  private boolean holdDeletes;
  private final List<Runnable> heldDeletes = new ArrayList<>();
  private final List<Runnable> heldAnswers = new ArrayList<>();
  private RuntimeException heldError = new IllegalStateException();
  private int sent;
  final List<List<String>> deleteBatches = new ArrayList<>();
  final List<List<String>> releaseBatches = new ArrayList<>();
  final List<List<String>> extendBatches = new ArrayList<>();
  int receives;
  Duration longestHiddenInAll = Duration.ZERO;
  int attributeRequests;
  boolean silent;
  int maxAttributes = 10;
  Duration visibilityTimeout = VISIBILITY;
  Duration releasesTake = Duration.ZERO;
  String arn;

  FakeSqsQueue(String name, LongSupplier nanoClock) {
    this(nanoClock, urlOf(name));
  }

  private FakeSqsQueue(LongSupplier nanoClock, String url) {
    this.url = url;
    this.arn = "arn:aws:sqs:eu-central-1:123456789012:" + name();
    this.nanoClock = nanoClock;
  }

  /** A queue in real time. */
  static FakeSqsQueue at(String url) {
    return new FakeSqsQueue(System::nanoTime, url);
  }

  static String urlOf(String name) {
    return "http://localhost:1/000000000000/" + name;
  }

  @Override
  public String url() {
    return url;
  }

  synchronized List<String> add(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(add("body " + sent));
    }
    return ids;
  }

  /** So that one receive which waits gets them all. */
  synchronized List<String> addTogether(int count) {
    List<Poll> waiting = List.copyOf(openPolls);
    openPolls.clear();
    List<String> ids = add(count);
    openPolls.addAll(waiting);
    answerOpenPolls();
    return ids;
  }

  synchronized String add(String body) {
    return add(body, Map.of());
  }

  synchronized String add(String body, Map<String, MessageAttribute> attributes) {
    return add(body, attributes, Map.of());
  }

  /** Adds a message to a group of a FIFO queue. */
  synchronized String addToGroup(String group, String body) {
    return add(
        body, Map.of(), Map.of("MessageGroupId", group, "SequenceNumber", String.valueOf(sent)));
  }

  synchronized String add(
      String body,
      Map<String, MessageAttribute> attributes,
      Map<String, String> moreSystemAttributes) {
    String id = name() + "-" + sent++;
    Map<String, String> systemAttributes = new HashMap<>(moreSystemAttributes);
    systemAttributes.putIfAbsent("SentTimestamp", "1767225600000");
    stored.put(id, new Stored(new SqsMessage(id, "none", body, attributes, systemAttributes)));
    answerOpenPolls();
    return id;
  }

  /**
   * Every {@code action} (receive, delete, release, extend, send, attributes) fails until healed.
   */
  synchronized void failing(String action, RuntimeException error) {
    failures.put(action, error);
  }

  synchronized void healed(String action) {
    failures.remove(action);
    answerOpenPolls();
  }

  /** Deletes whose receipt handle matches are refused entry by entry. */
  synchronized void refuseDeletes(Predicate<String> handles, boolean retriable) {
    refusedDeletes = handles;
    refusalsAreRetriable = retriable;
  }

  /** Renewals whose receipt handle matches are refused entry by entry. */
  synchronized void refuseExtensions(Predicate<String> handles, boolean retriable) {
    refusedExtensions = handles;
    extensionRefusalsAreRetriable = retriable;
  }

  /** From now on deletes are carried out only by {@link #answerDeletes}. */
  synchronized void holdDeletes() {
    holdDeletes = true;
  }

  /** What is held is not carried out but fails. */
  void failHeldDeletes(RuntimeException error) {
    List<Runnable> held;
    synchronized (this) {
      heldDeletes.clear();
      held = List.copyOf(heldAnswers);
      heldAnswers.clear();
      heldError = error;
    }
    held.forEach(Runnable::run);
  }

  void answerDeletes() {
    List<Runnable> held;
    synchronized (this) {
      held = List.copyOf(heldDeletes);
      heldDeletes.clear();
      heldAnswers.clear();
    }
    held.forEach(Runnable::run);
  }

  /** Ends every long poll that is open without a message. */
  void endPolls() {
    List<Poll> open;
    synchronized (this) {
      open = List.copyOf(openPolls);
      openPolls.clear();
    }
    open.forEach(poll -> poll.answer().complete(List.of()));
  }

  /** Delivers what has become visible by the clock to the polls that are open. */
  synchronized void answerOpenPolls() {
    openPolls.removeIf(poll -> poll.answer().isDone());
    while (!openPolls.isEmpty()) {
      Poll poll = openPolls.get(0);
      List<SqsMessage> found = take(poll.max(), poll.visibility());
      if (found.isEmpty()) {
        return;
      }
      openPolls.remove(0).answer().complete(found);
    }
  }

  synchronized int openPolls() {
    openPolls.removeIf(poll -> poll.answer().isDone());
    return openPolls.size();
  }

  synchronized List<String> bodies() {
    return stored.values().stream().map(one -> one.message.body()).toList();
  }

  synchronized List<SqsMessage> messages() {
    return stored.values().stream().map(one -> one.message).toList();
  }

  /** Whether no message was delivered a second time. */
  synchronized boolean receivedOnce() {
    return stored.values().stream().allMatch(one -> one.deliveries <= 1);
  }

  synchronized int size() {
    return stored.size();
  }

  synchronized int visible() {
    return (int) stored.values().stream().filter(this::isVisible).count();
  }

  @Override
  public synchronized CompletableFuture<QueueAttributes> attributes() {
    attributeRequests++;
    if (silent) {
      return new CompletableFuture<>();
    }
    return answer("attributes", new QueueAttributes(visibilityTimeout, visible(), arn));
  }

  @Override
  public synchronized CompletableFuture<List<SqsMessage>> receive(int max, Duration visibility) {
    receives++;
    if (failures.containsKey("receive")) {
      return CompletableFuture.failedFuture(failures.get("receive"));
    }
    List<SqsMessage> found = take(max, visibility);
    if (!found.isEmpty()) {
      return CompletableFuture.completedFuture(found);
    }
    CompletableFuture<List<SqsMessage>> poll = new CompletableFuture<>();
    openPolls.add(new Poll(poll, max, visibility));
    return poll;
  }

  @Override
  public synchronized CompletableFuture<List<EntryFailure>> delete(List<String> receiptHandles) {
    deleteBatches.add(List.copyOf(receiptHandles));
    if (failures.containsKey("delete")) {
      return CompletableFuture.failedFuture(failures.get("delete"));
    }
    List<EntryFailure> refused = new ArrayList<>();
    for (int i = 0; i < receiptHandles.size(); i++) {
      if (refusedDeletes.test(receiptHandles.get(i))) {
        refused.add(new EntryFailure(i, "InternalError", refusalsAreRetriable));
      }
    }
    CompletableFuture<List<EntryFailure>> answer = new CompletableFuture<>();
    Runnable carryOut =
        () -> {
          synchronized (this) {
            for (String handle : receiptHandles) {
              if (!refusedDeletes.test(handle)) {
                // Only the newest handle deletes for sure: the fake takes SQS at its word.
                stored.values().removeIf(one -> one.handle().equals(handle));
              }
            }
          }
          answer.complete(refused);
        };
    if (holdDeletes) {
      heldDeletes.add(carryOut);
      heldAnswers.add(() -> answer.completeExceptionally(heldError));
    } else {
      carryOut.run();
    }
    return answer;
  }

  @Override
  public synchronized CompletableFuture<List<EntryFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibility) {
    if (visibility.isZero() && !releasesTake.isZero()) {
      Executor later =
          CompletableFuture.delayedExecutor(releasesTake.toMillis(), TimeUnit.MILLISECONDS);
      return CompletableFuture.supplyAsync(() -> changed(receiptHandles, visibility), later)
          .thenCompose(answer -> answer);
    }
    return changed(receiptHandles, visibility);
  }

  private synchronized CompletableFuture<List<EntryFailure>> changed(
      List<String> receiptHandles, Duration visibility) {
    if (visibility.isNegative()) {
      throw new IllegalArgumentException("SQS refuses " + visibility);
    }
    String action = visibility.isZero() ? "release" : "extend";
    (visibility.isZero() ? releaseBatches : extendBatches).add(List.copyOf(receiptHandles));
    List<EntryFailure> refused = new ArrayList<>();
    for (int i = 0; i < receiptHandles.size(); i++) {
      if (action.equals("extend") && refusedExtensions.test(receiptHandles.get(i))) {
        refused.add(new EntryFailure(i, "MessageNotInflight", extensionRefusalsAreRetriable));
      }
    }
    for (Stored one : stored.values()) {
      String handle = one.handle();
      if (receiptHandles.contains(handle)
          && !failures.containsKey(action)
          && !refusedExtensions.test(handle)) {
        hide(one, visibility);
      }
    }
    return answer(action, refused);
  }

  private void hide(Stored one, Duration visibility) {
    one.hidden = !visibility.isZero();
    one.visibleAgainNanos = nanoClock.getAsLong() + visibility.toNanos();
    Duration inAll = Duration.ofNanos(one.visibleAgainNanos - one.receivedNanos);
    if (inAll.compareTo(longestHiddenInAll) > 0) {
      longestHiddenInAll = inAll;
    }
  }

  @Override
  public synchronized CompletableFuture<Void> send(
      String body, Map<String, MessageAttribute> attributes, FifoPlace place) {
    if (isFifo() != (place != null)) {
      return CompletableFuture.failedFuture(
          new ConnectException("was refused: a place is for FIFO queues, and for all of them"));
    }
    if (attributes.size() > maxAttributes) {
      return CompletableFuture.failedFuture(new ConnectException("was refused: too large"));
    }
    if (!failures.containsKey("send")) {
      add(body, attributes, place == null ? Map.of() : systemAttributes(place));
    }
    return answer("send", null);
  }

  private static Map<String, String> systemAttributes(FifoPlace place) {
    return Map.of(
        "MessageGroupId", place.groupId(), "MessageDeduplicationId", place.deduplicationId());
  }

  private <T> CompletableFuture<T> answer(String action, T answer) {
    return failures.containsKey(action)
        ? CompletableFuture.failedFuture(failures.get(action))
        : CompletableFuture.completedFuture(answer);
  }

  private List<SqsMessage> take(int max, Duration visibility) {
    List<SqsMessage> taken = new ArrayList<>();
    // No more than what is certain of a group's lock: what is in flight blocks what is behind it.
    Set<String> lockedGroups = new HashSet<>();
    for (Stored one : stored.values()) {
      String group = isFifo() ? one.message.groupId() : null;
      if (group != null && !isVisible(one)) {
        lockedGroups.add(group);
      }
      if (taken.size() < max && isVisible(one) && !lockedGroups.contains(group)) {
        one.hidden = true;
        one.deliveries++;
        one.receivedNanos = nanoClock.getAsLong();
        one.visibleAgainNanos = one.receivedNanos + visibility.toNanos();
        taken.add(
            new SqsMessage(
                one.message.id(),
                one.handle(),
                one.message.body(),
                one.message.attributes(),
                systemAttributes(one)));
      }
    }
    return taken;
  }

  private static Map<String, String> systemAttributes(Stored one) {
    Map<String, String> attributes = new HashMap<>(one.message.systemAttributes());
    attributes.put("ApproximateReceiveCount", String.valueOf(one.deliveries));
    return attributes;
  }

  private boolean isVisible(Stored one) {
    return !one.hidden || nanoClock.getAsLong() - one.visibleAgainNanos >= 0;
  }
}
