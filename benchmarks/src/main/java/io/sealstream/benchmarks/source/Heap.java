package io.sealstream.benchmarks.source;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.AttachOperationFailedException;
import com.sun.tools.attach.VirtualMachine;
import io.sealstream.benchmarks.servers.BenchmarkException;
import io.sealstream.benchmarks.servers.Pause;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The heap of another JVM on this machine, through JMX. */
final class Heap implements AutoCloseable {

  private static final int TRIES = 50;
  private static final Duration TRY_EVERY = Duration.ofMillis(200);

  private final JMXConnector connector;
  private final MemoryMXBean memory;

  private Heap(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.memory =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.MEMORY_MXBEAN_NAME,
            MemoryMXBean.class);
  }

  /**
   * Attaches to a JVM that this one started. While it still starts it may refuse, and is asked
   * again.
   */
  static Heap of(ProcessHandle process) throws IOException {
    for (int i = 1; ; i++) {
      try {
        return attach(process);
      } catch (AttachOperationFailedException e) {
        if (i == TRIES) {
          throw e;
        }
        Pause.of(TRY_EVERY);
      }
    }
  }

  /** It is no stranger whose objects are read here. */
  @SuppressWarnings("BanJNDI")
  private static Heap attach(ProcessHandle process) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
      try {
        JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
        return new Heap(JMXConnectorFactory.connect(url));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new BenchmarkException("The heap of a process cannot be looked at.", e);
    }
  }

  /** Bytes in use now, garbage included. */
  long used() {
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** Bytes in use after a full collection, which stops that JVM for a moment. */
  long live() {
    memory.gc();
    return used();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
