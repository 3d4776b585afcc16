package io.sealstream.connect.mask;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.Logger;

/**
 * All that is logged while it is open: through slf4j at every level, as Kafka does, and through
 * java.util.logging, as Tink and the PostgreSQL driver do. Loggers live as long as the JVM, so
 * there can be one at a time.
 */
public final class RecordedLogs implements AutoCloseable {
  private static volatile Queue<Object> lines;

  private final Queue<Object> recorded = new ConcurrentLinkedQueue<>();
  private final java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
  private final Level levelBefore = root.getLevel();
  private final Handler handler = new Recorder();

  /**
   * @param least the least level of java.util.logging
   */
  RecordedLogs(Level least) {
    lines = recorded;
    root.setLevel(least);
    root.addHandler(handler);
  }

  /** What was logged: messages, arguments and exceptions. */
  Iterable<Object> lines() {
    return recorded;
  }

  @Override
  public void close() {
    root.removeHandler(handler);
    root.setLevel(levelBefore);
    lines = null;
  }

  /** A logger of slf4j. */
  public static Logger logger(String name) {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (logger, method, arguments) -> call(name, method, arguments));
  }

  private static Object call(String name, Method method, Object[] arguments) {
    Queue<Object> recording = lines;
    if (method.getReturnType() == boolean.class) {
      return recording != null;
    }
    if (method.getReturnType() == String.class) {
      return name;
    }
    if (recording != null && arguments != null) {
      recording.add(name);
      add(recording, arguments);
    }
    return null;
  }

  /** As a logger that writes does: exceptions as they are, everything else as its text of now. */
  private static void add(Queue<Object> recording, Object... told) {
    for (Object each : told) {
      if (each instanceof Object[] many) {
        add(recording, many);
      } else {
        recording.add(each instanceof Throwable ? each : String.valueOf(each));
      }
    }
  }

  private final class Recorder extends Handler {
    Recorder() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord line) {
      add(recorded, line.getMessage(), line.getThrown(), line.getParameters());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
