package io.sealstream.connect.mask.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keyset files, which only their owner may read.
 *
 * <p>Permissions are POSIX ones. On a file system without them nothing is checked: protect the
 * folder by the means that system has. Messages are verb phrases whose subject is the file.
 */
public final class KeysetFiles {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private KeysetFiles() {}

  /**
   * Reads and checks a keyset file that is not encrypted.
   *
   * @throws KeysetException when the file is missing, is not a regular file, can be read or written
   *     by group or others, is neither this process's user's nor root's, or holds no usable keyset
   */
  public static Keyset read(Path file) throws KeysetException {
    return read(file, null);
  }

  /**
   * Reads, decrypts and checks a keyset file.
   *
   * @param kekUri the KMS key that encrypted it; none if it is in clear
   * @throws KeysetException as {@link #read(Path)} and {@link Keysets#parse(String, String)}
   */
  public static Keyset read(Path file, @Nullable String kekUri) throws KeysetException {
    if (!Files.exists(file)) {
      throw new KeysetException("does not exist");
    }
    if (!Files.isRegularFile(file)) {
      throw new KeysetException("is not a regular file");
    }
    checkPermissions(file);
    new FileOwner().check(file);
    return Keysets.parse(text(file), kekUri);
  }

  /**
   * Writes a keyset in clear to a new file, readable by its owner only from the first byte on.
   *
   * @throws KeysetException when the file exists already (it is left alone), its folder does not,
   *     or writing fails (nothing is left behind then)
   */
  public static void create(Path file, Keyset keyset) throws KeysetException {
    create(file, keyset, null);
  }

  /**
   * Writes a keyset that a KMS key encrypts to a new file, readable by its owner only.
   *
   * @param kekUri the KMS key; none to write it in clear
   * @throws KeysetException as {@link #create(Path, Keyset)}; also when no client of the KMS is
   *     found, or the KMS refuses
   */
  public static void create(Path file, Keyset keyset, @Nullable String kekUri)
      throws KeysetException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new KeysetException("cannot be created: its folder does not exist");
    }
    String json = Keysets.toJson(keyset, kekUri);
    try (FileChannel channel = createNew(file, folder)) {
      write(channel, file, json + "\n");
    } catch (FileAlreadyExistsException e) {
      throw new KeysetException("exists already, and a keyset is never overwritten");
    } catch (IOException e) {
      throw new KeysetException("cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  // CREATE_NEW neither follows a link nor opens an existing file, so there is no gap between a
  // check and the creation.
  private static FileChannel createNew(Path file, Path folder) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileAttribute<?>[] attributes =
        hasPosix(folder)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    return FileChannel.open(file, options, attributes);
  }

  private static void write(FileChannel channel, Path file, String text) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      // A key that is lost after it encrypted something cannot be made again.
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void checkPermissions(Path file) throws KeysetException {
    if (!hasPosix(file)) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      permissions.addAll(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (!permissions.isEmpty()) {
        throw new KeysetException(
            "is open to others than its owner; run: chmod 600 " + file.toAbsolutePath());
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static boolean hasPosix(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class, new LinkOption[0])
        != null;
  }

  private static String text(Path file) throws KeysetException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new KeysetException("is not UTF-8 text");
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static KeysetException unreadable(IOException problem) {
    return new KeysetException(
        "cannot be read by this process (" + problem.getClass().getSimpleName() + ")");
  }
}
