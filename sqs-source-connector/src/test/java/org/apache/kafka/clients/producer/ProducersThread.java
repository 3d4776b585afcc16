package org.apache.kafka.clients.producer;

/** Where a producer tells of acknowledgements: a thread of its own, and code of this package. */
public final class ProducersThread {

  private ProducersThread() {}

  /** Does it there, and waits for it. */
  public static void run(Runnable callback) throws InterruptedException {
    Thread thread = new Thread(() -> call(callback), "producers-thread");
    thread.start();
    thread.join();
  }

  private static void call(Runnable callback) {
    callback.run();
  }
}
