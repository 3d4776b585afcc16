package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * All that a worker in this process tells whoever asks it: REST answers, the topics that Connect
 * keeps for itself, the log, the MBeans.
 */
final class Disclosures {

  private final KafkaTopics topics;
  private final Rest rest;

  Disclosures(Backends backends, Rest rest) {
    this(backends.topics(), rest);
  }

  Disclosures(KafkaTopics topics, Rest rest) {
    this.topics = topics;
    this.rest = rest;
  }

  /** Fails if one of the secrets is told anywhere; says where, and not which. */
  void assertNone(List<String> secrets) throws Exception {
    assertThat(secrets).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(10));
    List<String> places = new ArrayList<>();
    everything()
        .forEach(
            (place, text) -> {
              if (secrets.stream().anyMatch(text::contains)) {
                places.add(place);
              }
            });
    assertThat(places).as("where a secret is told").isEmpty();
  }

  /** What is told, by the place. */
  Map<String, String> everything() throws Exception {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("log", log());
    tellRest(told);
    for (String topic : List.of("configs", "offsets", "status")) {
      String name = "sealstream-connect-" + topic;
      told.put("topic " + name, String.join("\n", topics.texts(name)));
    }
    tellMBeans(told);
    return told;
  }

  /** The log of this process, the worker's lines among them. */
  String log() throws IOException {
    return Files.readString(Backends.LOG);
  }

  private void tellRest(Map<String, String> told) {
    List<String> paths = new ArrayList<>(List.of("/connectors?expand=status&expand=info"));
    rest.get("/connectors")
        .json()
        .forEach(
            name -> {
              for (String part : List.of("", "/config", "/status", "/tasks", "/topics")) {
                paths.add("/connectors/" + name.asText() + part);
              }
            });
    paths.forEach(path -> told.put("GET " + path, rest.get(path).text()));
  }

  private static void tellMBeans(Map<String, String> told) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : server.queryNames(null, null)) {
      StringBuilder text = new StringBuilder(name.toString());
      for (MBeanAttributeInfo attribute : attributes(server, name)) {
        text.append('\n').append(attribute.getName()).append('=');
        text.append(value(server, name, attribute));
      }
      told.put("MBean " + name, text.toString());
    }
  }

  private static MBeanAttributeInfo[] attributes(MBeanServer server, ObjectName name)
      throws JMException {
    try {
      return server.getMBeanInfo(name).getAttributes();
    } catch (InstanceNotFoundException e) {
      return new MBeanAttributeInfo[0]; // its task has ended meanwhile
    }
  }

  private static String value(MBeanServer server, ObjectName name, MBeanAttributeInfo attribute) {
    try {
      return Arrays.deepToString(new Object[] {server.getAttribute(name, attribute.getName())});
    } catch (JMException | RuntimeException e) {
      return ""; // some of the platform's have no value here
    }
  }
}
