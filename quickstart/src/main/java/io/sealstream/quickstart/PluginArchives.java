package io.sealstream.quickstart;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks plugin archives, {@code *.zip} and {@code *.tar.gz}, into a folder that a worker can have
 * as its {@code plugin.path}; a plugin that is one {@code *.jar} is copied as it is. What an
 * archive marks as executable stays executable.
 */
public final class PluginArchives {
  private static final int EXECUTABLE = 0111;
  private static final List<String> ENDINGS = List.of(".zip", ".tar.gz", ".jar");

  private PluginArchives() {}

  /**
   * Unpacks every archive of a folder.
   *
   * @param archives a folder of archives; other files in it are left alone
   * @param pluginPath an existing folder
   * @throws QuickstartException if there is no archive, or one is broken or would write outside of
   *     {@code pluginPath}
   */
  public static void unpackAll(Path archives, Path pluginPath) {
    List<Path> found = list(archives);
    if (found.isEmpty()) {
      throw new QuickstartException("There is no plugin archive in " + archives + ".");
    }
    found.forEach(archive -> unpack(archive, pluginPath));
  }

  /**
   * Unpacks one archive.
   *
   * @param archive a {@code .zip}, {@code .tar.gz} or {@code .jar}
   * @param target an existing folder
   * @throws QuickstartException if it is broken, or has an entry that leads out of {@code target}
   */
  static void unpack(Path archive, Path target) {
    try {
      if (archive.toString().endsWith(".jar")) {
        Files.copy(archive, target.resolve(archive.getFileName()));
      } else if (archive.toString().endsWith(".zip")) {
        unzip(archive, target);
      } else {
        untar(archive, target);
      }
    } catch (IOException e) {
      throw QuickstartException.of("The archive " + archive.getFileName() + " is not readable", e);
    }
  }

  /** How many plugins a plugin.path holds, such as "3 plugins". */
  static String count(Path pluginPath) {
    try (Stream<Path> plugins = Files.list(pluginPath)) {
      return Sentences.count(plugins.count(), "plugin");
    } catch (IOException e) {
      throw QuickstartException.of("The unpacked plugins are not readable", e);
    }
  }

  private static List<Path> list(Path archives) {
    try (Stream<Path> files = Files.list(archives)) {
      return files
          .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw QuickstartException.of("The folder of plugin archives is not readable", e);
    }
  }

  private static void unzip(Path archive, Path target) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        Path file = inside(target, entry.getName(), archive);
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          try (InputStream content = zip.getInputStream(entry)) {
            write(content, file, (entry.getUnixMode() & EXECUTABLE) != 0);
          }
        }
      }
    }
  }

  private static void untar(Path archive, Path target) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = inside(target, entry.getName(), archive);
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isFile() && !entry.isSymbolicLink() && !entry.isLink()) {
          write(tar, path, (entry.getMode() & EXECUTABLE) != 0);
        }
        // Links are skipped: no plugin needs them, and they are another way out of the folder.
      }
    }
  }

  private static Path inside(Path target, String name, Path archive) {
    Path root = target.toAbsolutePath().normalize();
    Path file = root.resolve(name).normalize();
    if (!file.startsWith(root)) {
      throw new QuickstartException(
          "The archive %s is refused: its entry %s leads out of the plugin folder."
              .formatted(archive.getFileName(), name));
    }
    return file;
  }

  private static void write(InputStream content, Path file, boolean executable) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.copy(content, file);
    if (executable) {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      Files.setPosixFilePermissions(file, permissions);
    }
  }
}
