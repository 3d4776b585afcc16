package io.sealstream.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a run is to write, looked at before anything is started. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Returns if the file can be written.
   *
   * @param what it is, for the message
   * @throws QuickstartException if its folder is missing or read-only, or it is a folder itself
   */
  static void requireWritable(String what, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new QuickstartException(
          "The %s cannot be written to %s: its folder is missing or read-only."
              .formatted(what, file));
    }
    if (Files.isDirectory(file)) {
      throw new QuickstartException(
          "The %s cannot be written to %s: it is a folder.".formatted(what, file));
    }
  }
}
