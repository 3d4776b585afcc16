package io.sealstream.it;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a worker tells of itself through JMX. */
final class WorkerJmx implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private WorkerJmx(JMXConnector connector, MBeanServerConnection beans) {
    this.connector = connector;
    this.beans = beans;
  }

  /** Attaches to a JVM of the same user on this machine. */
  static WorkerJmx attach(WorkerProcess worker) throws Exception {
    VirtualMachine jvm = VirtualMachine.attach(Long.toString(worker.pid()));
    try {
      JMXConnector connector =
          JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent()));
      return new WorkerJmx(connector, connector.getMBeanServerConnection());
    } finally {
      jvm.detach();
    }
  }

  /** What the heap holds after a collection that this call asks for, in MiB. */
  double liveHeap() throws IOException {
    MemoryMXBean memory =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / (double) (1 << 20);
  }

  /** A metric of the source's first task, as docs/metrics.md names it. */
  double sourceMetric(String connector, String name) throws IOException {
    return ((Number) attribute(sourceTask(connector, "0"), name)).doubleValue();
  }

  /** The sum of a metric over all tasks of a source that the worker has. */
  double sumOverSourceTasks(String connector, String name) throws IOException, JMException {
    double sum = 0;
    for (ObjectName task : beans.queryNames(new ObjectName(sourceTask(connector, "*")), null)) {
      sum += ((Number) beans.getAttribute(task, name)).doubleValue();
    }
    return sum;
  }

  private static String sourceTask(String connector, String task) {
    return "io.sealstream.connect.sqs:type=sqs-source-task-metrics,connector=%s,task=%s"
        .formatted(connector, task);
  }

  /**
   * A metric of the first transform of a class of a connector's first task, on values, as
   * docs/metrics.md names it.
   */
  double transformMetric(String connector, String transform, String name) throws IOException {
    String bean =
        "io.sealstream.connect.mask:type=transform-metrics,connector=%s,task=0,transform=%s,part=value,number=1"
            .formatted(connector, transform);
    return ((Number) attribute(bean, name)).doubleValue();
  }

  /** The URL of the worker that leads the cluster, as far as this one knows. */
  String leader() throws IOException {
    return (String) attribute("kafka.connect:type=connect-worker-rebalance-metrics", "leader-name");
  }

  private Object attribute(String bean, String name) throws IOException {
    try {
      return beans.getAttribute(new ObjectName(bean), name);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
