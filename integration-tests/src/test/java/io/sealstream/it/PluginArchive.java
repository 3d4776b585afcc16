package io.sealstream.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** What is in an unpacked plugin archive, or in another folder of jars. */
final class PluginArchive {

  private PluginArchive() {}

  /** Where the archive of a module of ours was unpacked. */
  static Path folder(Path pluginPath, String module) throws IOException {
    try (Stream<Path> folders = Files.list(pluginPath)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith("sealstream-" + module))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Where the jars of that archive are. */
  static Path lib(Path pluginPath, String module) throws IOException {
    return folder(pluginPath, module).resolve("lib");
  }

  /** The names of the jars in a folder. */
  static List<String> jarsOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .sorted()
          .toList();
    }
  }

  /**
   * The classes of the jars in a folder by their entries' names, such as {@code
   * java/lang/String.class}.
   */
  static Set<String> classesOf(Path folder) throws IOException {
    Set<String> classes = new TreeSet<>();
    for (String name : jarsOf(folder)) {
      try (JarFile jar = new JarFile(folder.resolve(name).toFile())) {
        jar.stream()
            .map(ZipEntry::getName)
            .filter(entry -> entry.endsWith(".class") && !entry.endsWith("module-info.class"))
            .forEach(classes::add);
      }
    }
    return classes;
  }
}
