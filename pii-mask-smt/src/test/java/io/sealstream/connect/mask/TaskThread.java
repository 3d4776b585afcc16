package io.sealstream.connect.mask;

/** Until it is closed, the current thread has the name that Connect gives to a task's. */
final class TaskThread implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final String name = thread.getName();

  TaskThread(String connector, int task) {
    thread.setName("task-thread-" + connector + "-" + task);
  }

  @Override
  public void close() {
    thread.setName(name);
  }
}
