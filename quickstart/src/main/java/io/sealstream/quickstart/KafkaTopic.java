package io.sealstream.quickstart;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** A topic that must be there before a connector needs it. */
final class KafkaTopic {
  private KafkaTopic() {}

  /**
   * Creates a topic with as many replicas as the brokers have by default, unless it is there.
   *
   * @param bootstrapServers Kafka's address
   * @throws QuickstartException if that does not work
   */
  static void ensure(String bootstrapServers, String name, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw QuickstartException.of("The topic " + name + " cannot be created", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while a topic was created.", e);
    }
  }
}
