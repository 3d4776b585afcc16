package io.sealstream.connect.mask.cli;

import java.nio.file.Path;

/** How errors name files: who gives a file's content in place of its name shall not see it told. */
final class FileNames {
  private static final int MOST_CHARACTERS = 255;

  private FileNames() {}

  /** The name in quotes; or words in its place where it may be what a file holds. */
  static String quoted(Path file) {
    String name = file.toString();
    boolean mayBeContent =
        name.length() > MOST_CHARACTERS
            || name.stripLeading().startsWith("{")
            || name.indexOf('\n') >= 0
            || name.indexOf('\r') >= 0;
    return mayBeContent
        ? "(its name is not repeated, as it looks like the content of a file)"
        : "'" + name + "'";
  }
}
