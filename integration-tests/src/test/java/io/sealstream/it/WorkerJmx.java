package io.sealstream.it;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a worker's process holds, by its own JMX beans. */
final class WorkerJmx implements AutoCloseable {

  private final long pid;
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private WorkerJmx(long pid, JMXConnector connector) throws IOException {
    this.pid = pid;
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
  }

  /** Attaches to a JVM of the same user on this machine. */
  static WorkerJmx attach(WorkerProcess worker) throws Exception {
    VirtualMachine jvm = VirtualMachine.attach(Long.toString(worker.pid()));
    try {
      JMXServiceURL url = new JMXServiceURL(jvm.startLocalManagementAgent());
      return new WorkerJmx(worker.pid(), JMXConnectorFactory.connect(url));
    } finally {
      jvm.detach();
    }
  }

  /** What the heap holds after a collection that this call asks for, in MiB. */
  double liveHeap() throws IOException {
    MemoryMXBean memory = bean(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / (double) (1 << 20);
  }

  int threads() throws IOException {
    return bean(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class).getThreadCount();
  }

  /** File descriptors, those of sockets and jars included. */
  long openFiles() throws IOException {
    return bean(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, UnixOperatingSystemMXBean.class)
        .getOpenFileDescriptorCount();
  }

  /** Sockets, of every kind: Linux tells them apart from other files, elsewhere this is 0. */
  long sockets() throws IOException {
    Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    try (Stream<Path> links = Files.list(descriptors)) {
      return links.filter(WorkerJmx::isSocket).count();
    }
  }

  private static boolean isSocket(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /** A metric of the source's first task, as docs/metrics.md names it. */
  double sourceMetric(String connector, String name) throws IOException {
    String task =
        "io.sealstream.connect.sqs:type=sqs-source-task-metrics,connector=%s,task=0"
            .formatted(connector);
    try {
      return ((Number) beans.getAttribute(new ObjectName(task), name)).doubleValue();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T bean(String name, Class<T> type) throws IOException {
    return ManagementFactory.newPlatformMXBeanProxy(beans, name, type);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
