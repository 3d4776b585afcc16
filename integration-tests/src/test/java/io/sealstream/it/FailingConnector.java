package io.sealstream.it;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceTask;

/** A connector that cannot start. A worker loads it from a jar of {@link PluginJar}. */
public final class FailingConnector extends SourceConnector {

  @Override
  public void start(Map<String, String> properties) {
    throw new ConnectException("It never starts");
  }

  @Override
  public Class<? extends Task> taskClass() {
    return SourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of();
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public String version() {
    return "1";
  }
}
