package io.sealstream.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A run's own temporary folder: everything that the servers write is below it. {@link #close()}
 * removes it. Thread-safe.
 */
public final class Folders implements AutoCloseable {
  /** What a run of the sample needs is about 400 MB; an initdb alone takes 40. */
  private static final long BYTES_NEEDED = 600L << 20;

  private final Path root;

  private Folders(Path root) {
    this.root = root;
  }

  /**
   * Makes a folder that only its owner can enter.
   *
   * @param parent an existing folder
   * @throws QuickstartException if it cannot be written, or has too little room
   */
  public static Folders createIn(Path parent) {
    try {
      requireRoom(parent);
      return new Folders(Files.createTempDirectory(parent, "sealstream-"));
    } catch (IOException e) {
      throw QuickstartException.of("No temporary folder can be made in " + parent, e);
    }
  }

  /**
   * Takes over a folder that was made for this run.
   *
   * @throws QuickstartException if it has too little room
   */
  static Folders takeOver(Path root) {
    try {
      requireRoom(root);
      return new Folders(root);
    } catch (IOException e) {
      throw QuickstartException.of("The temporary folder " + root + " cannot be used", e);
    }
  }

  private static void requireRoom(Path folder) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < BYTES_NEEDED) {
      throw new QuickstartException(
          ("There is too little disk space in %s: %d MB are free, %d MB are needed. Set TMPDIR to a"
                  + " folder with more.")
              .formatted(folder, free >> 20, BYTES_NEEDED >> 20));
    }
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /**
   * A folder below the root; made if it is not there.
   *
   * @param name its name, relative to the root
   */
  public Path folder(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes everything, as often as it is called; what a server deletes at the same time is no
   * error.
   */
  @Override
  public void close() throws IOException {
    remove(root);
  }

  /** Removes a folder and all that is in it; does nothing where it is gone. */
  static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      Files.walkFileTree(folder, new Remover());
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
