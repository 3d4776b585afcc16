package io.sealstream.connect.sqs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that the build wrote into the plugin. */
final class Version {

  private Version() {}

  static String get() {
    return property("version");
  }

  /** The version of the AWS SDK in the plugin's archive. */
  static String ofTheAwsSdk() {
    return property("aws.sdk.version");
  }

  private static String property(String name) {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("version.properties is missing in the plugin's jar");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(name);
  }
}
