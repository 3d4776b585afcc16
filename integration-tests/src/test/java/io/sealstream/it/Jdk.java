package io.sealstream.it;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** An installed JDK. */
record Jdk(Path home, String version) {

  /** The one that runs the tests. */
  static final Jdk OWN = at(Path.of(System.getProperty("java.home")));

  /** {@link #OWN}, and the one that {@code -Dsealstream.jdk} names. */
  static Stream<Jdk> all() {
    String other = System.getProperty("sealstream.jdk", "");
    return other.isEmpty() ? Stream.of(OWN) : Stream.of(OWN, at(Path.of(other)));
  }

  private static Jdk at(Path home) {
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
    } catch (IOException e) {
      throw new IllegalStateException("There is no JDK at " + home, e);
    }
    return new Jdk(home, release.getProperty("JAVA_VERSION").replace("\"", ""));
  }

  Path java() {
    return home.resolve("bin/java");
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
