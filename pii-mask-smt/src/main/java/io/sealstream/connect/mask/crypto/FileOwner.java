package io.sealstream.connect.mask.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a keyset file belongs to whom it should: whoever owns a file can change its permissions
 * and its content at any time.
 */
final class FileOwner {
  // A container need not have names for its users.
  private static final Set<String> ROOT = Set.of("root", "0");

  private final String userName;
  private final Supplier<Optional<UserPrincipal>> user;

  /** For this process. */
  FileOwner() {
    this(System.getProperty("user.name", ""), FileOwner::userOfProcess);
  }

  /**
   * @param userName the name of the process's user; maybe not one that the system knows
   * @param user the same user, asked for when the name is not enough; empty when unknown
   */
  FileOwner(String userName, Supplier<Optional<UserPrincipal>> user) {
    this.userName = userName;
    this.user = user;
  }

  /**
   * Checks that the file is this process's user's or root's. On a file system without POSIX owners,
   * or where this process's user cannot be found out, nothing is checked.
   *
   * @throws KeysetException when it is somebody else's
   */
  void check(Path file) throws KeysetException {
    Optional<UserPrincipal> owner = ownerOf(file);
    if (owner.isPresent()) {
      check(file, owner.get());
    }
  }

  void check(Path file, UserPrincipal owner) throws KeysetException {
    if (ROOT.contains(owner.getName()) || owner.getName().equals(userName)) {
      return;
    }
    Optional<UserPrincipal> rightful = user.get();
    if (rightful.isPresent() && !rightful.get().equals(owner)) {
      throw new KeysetException(
          "belongs to a user who is neither this process's nor root; run: chown "
              + rightful.get().getName()
              + " "
              + file.toAbsolutePath());
    }
  }

  /** The owner of a file that this process makes: known in a container without user names too. */
  private static Optional<UserPrincipal> userOfProcess() {
    try {
      Path probe = Files.createTempFile("sealstream", null);
      try {
        return ownerOf(probe);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<UserPrincipal> ownerOf(Path file) {
    @Nullable PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      return view == null ? Optional.empty() : Optional.of(view.readAttributes().owner());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
