package io.sealstream.quickstart;

import java.nio.file.Path;

/**
 * Where sinks write that write files.
 *
 * @param logins the file of JSON lines
 * @param warehouse the folder of the Iceberg tables
 */
public record SinkFiles(Path logins, Path warehouse) {
  /**
   * Names them; neither is made.
   *
   * @param folder an existing folder
   */
  public static SinkFiles in(Path folder) {
    return new SinkFiles(folder.resolve("user_logins.jsonl"), folder.resolve("warehouse"));
  }
}
