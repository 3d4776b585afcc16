package io.sealstream.quickstart;

import java.util.Locale;

/** A sink that the shipped configurations have for the topic of logins. */
enum Sink {
  /** Upserts into the table user_logins. */
  JDBC("user-logins-sink.json"),
  /** Appends JSON lines to a file. */
  FILE("user-logins-sink-file.json"),
  /** Appends to an Apache Iceberg table. */
  ICEBERG("user-logins-sink-iceberg.json");

  private final String config;

  Sink(String config) {
    this.config = config;
  }

  /** The file of connect-configs that is posted for it. */
  String config() {
    return config;
  }

  /** Its name on the command line, in the report, and of the folder with its plugin's archive. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
