package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/** A file with a password on its first line, which only its owner may have access to. */
final class PasswordFile {
  private static final List<PosixFilePermission> OWNERS =
      List.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private PasswordFile() {}

  /**
   * Reads the password.
   *
   * @throws Failure when the file cannot be read, or by others as well, or has no password
   */
  static String read(Path file) throws Failure {
    try {
      if (isOpenToOthers(file)) {
        throw failure("is open to others than its owner; run chmod 600 on it");
      }
      String password = Files.readString(file).lines().findFirst().orElse("");
      if (password.isEmpty()) {
        throw failure("has no password on its first line");
      }
      return password;
    } catch (IOException e) {
      // Not chained: what a decoder says may hold what it read.
      throw failure("cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static boolean isOpenToOthers(Path file) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, new LinkOption[0]);
    if (view == null) {
      return false;
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    return !OWNERS.containsAll(permissions);
  }

  /** Without the file's name, in whose place somebody may give the password itself. */
  private static Failure failure(String verbPhrase) {
    return new Failure("the file of --password-file " + verbPhrase);
  }
}
