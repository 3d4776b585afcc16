package io.sealstream.connect.mask;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The string constants of a package, to tell what a message says by itself from what it quotes.
 * They are looked up in the compiled classes, whose constants stand there as they are.
 */
public final class OwnTexts {
  /** Fewer characters than this are a word that two texts may share. */
  private static final int RUN = 8;

  /** Numbers are sizes, places and key ids. */
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  private final String constants;

  private OwnTexts(String constants) {
    this.constants = constants;
  }

  /** The texts of the package of this class. */
  public static OwnTexts ofPackage(Class<?> member) {
    try {
      URI uri = member.getResource(member.getSimpleName() + ".class").toURI();
      if (!uri.getScheme().equals("jar")) {
        return new OwnTexts(constants(Path.of(uri).getParent()));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return new OwnTexts(constants(jar.provider().getPath(uri).getParent()));
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a message holds a piece of the input, 8 characters or more, that is not its own. */
  public boolean quotes(String message, String input) {
    for (String words : NUMBER.split(message)) {
      for (int i = 0; i + RUN <= words.length(); i++) {
        String run = words.substring(i, i + RUN);
        if (input.contains(run) && !constants.contains(run)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String constants(Path folder) throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.list(folder)) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    StringBuilder constants = new StringBuilder();
    for (Path file : classes) {
      constants.append(Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    return constants.toString();
  }
}
