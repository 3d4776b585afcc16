package io.sealstream.quickstart.ui;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A pipeline that is what a test says it is, and remembers what it was told. */
final class FakePipeline implements LivePipeline {
  final List<String> sent = Collections.synchronizedList(new ArrayList<>());
  final List<String> orders = Collections.synchronizedList(new ArrayList<>());
  final Map<String, Reading.Whereabouts> whereabouts = new ConcurrentHashMap<>();
  volatile int takesAtMost = Integer.MAX_VALUE;
  volatile long rows;
  volatile boolean hangs;
  volatile boolean hanging;
  volatile PipelineException refusal;
  volatile RuntimeException bug;
  volatile Error error;

  @Override
  public Reading read(Set<String> followed) throws PipelineException {
    if (error != null) {
      throw error;
    }
    refuse();
    if (hangs) {
      hang();
    }
    Map<String, Reading.Whereabouts> found = new ConcurrentHashMap<>(whereabouts);
    found.keySet().retainAll(followed);
    return Readings.of(0, rows, rows, found);
  }

  @Override
  public List<String> generate(int count) {
    return Collections.nCopies(
        count, "{\"user_id\":\"generated\",\"ip\":\"198.18.0.1\",\"locale\":null}");
  }

  @Override
  public void send(List<String> bodies, Consumer<String> taken) throws PipelineException {
    refuse();
    int takes = Math.min(bodies.size(), takesAtMost);
    sent.addAll(bodies.subList(0, takes));
    IntStream.rangeClosed(1, takes).mapToObj(i -> "m" + i).forEach(taken);
    if (takes < bodies.size()) {
      throw new PipelineException("The queue is full.", new IOException("details"));
    }
  }

  @Override
  public void order(String connector, Order order) throws PipelineException {
    refuse();
    orders.add(order + " " + connector);
  }

  private void hang() throws PipelineException {
    hanging = true;
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PipelineException("Interrupted while the pipeline was read.", e);
    }
  }

  private void refuse() throws PipelineException {
    if (bug != null) {
      throw bug;
    }
    if (refusal != null) {
      throw refusal;
    }
  }
}
