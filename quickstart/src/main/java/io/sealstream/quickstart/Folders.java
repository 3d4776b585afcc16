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
      long free = Files.getFileStore(parent).getUsableSpace();
      if (free < BYTES_NEEDED) {
        throw new QuickstartException(
            "There is too little disk space in %s: %d MB are free, %d MB are needed."
                .formatted(parent, free >> 20, BYTES_NEEDED >> 20));
      }
      return new Folders(Files.createTempDirectory(parent, "sealstream-"));
    } catch (IOException e) {
      throw QuickstartException.of("No temporary folder can be made in " + parent, e);
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

  /** Removes everything; what a server deletes at the same time is no error. */
  @Override
  public void close() throws IOException {
    if (Files.exists(root)) {
      Files.walkFileTree(root, new Remover());
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
