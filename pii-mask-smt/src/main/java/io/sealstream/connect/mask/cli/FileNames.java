package io.sealstream.connect.mask.cli;

import java.nio.file.Path;

/** How errors name files. */
final class FileNames {
  private FileNames() {}

  /** As {@link Names#quoted}. */
  static String quoted(Path file) {
    return Names.quoted(file.toString());
  }
}
