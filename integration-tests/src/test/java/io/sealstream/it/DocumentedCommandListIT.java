package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every command that the pages tell a reader to run is in documented-commands.txt, under what runs
 * it: a script of .ci/, {@link DocumentedCommandsIT}, which runs it as it stands, another test,
 * which may run the same with other names and sizes, or nobody, with the reason.
 */
class DocumentedCommandListIT {

  @Test
  void everyCommandOfThePagesIsListedOnce() throws Exception {
    Map<String, List<String>> documented = DocumentedCommands.all();
    Set<String> known = new HashSet<>();
    Set<String> pages = new HashSet<>();
    DocumentedCommands.listed()
        .forEach(
            (runner, commands) ->
                commands.forEach(
                    command -> (command.startsWith("docs/") ? pages : known).add(command)));

    Set<String> unlisted = new TreeSet<>(documented.keySet());
    unlisted.removeAll(known);
    unlisted.removeIf(command -> pages.containsAll(documented.get(command)));
    assertThat(unlisted)
        .as("commands of the pages that documented-commands.txt does not have")
        .isEmpty();
    Set<String> stale = new TreeSet<>(known);
    stale.removeAll(documented.keySet());
    assertThat(stale).as("commands that no page has any more").isEmpty();
  }

  @Test
  void whatIsSaidToRunThemIsThere() throws Exception {
    Set<String> tests = tests();
    DocumentedCommands.listed()
        .forEach(
            (runner, commands) -> {
              if (runner.startsWith(".ci/")) {
                assertThat(commands).allMatch(script(runner)::contains, "in " + runner);
              } else if (!runner.startsWith("nobody: ")) {
                assertThat(tests).as("tests").contains(runner);
              }
            });
  }

  /** The commands of a script, without options that are Maven's alone. */
  private static String script(String name) {
    try {
      return Files.readString(Backends.PROJECT.resolve(name)).replace("mvn -B -ntp", "mvn");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> tests() throws IOException {
    Set<String> tests = new HashSet<>();
    try (Stream<Path> modules = Files.list(Backends.PROJECT)) {
      for (Path module : modules.map(dir -> dir.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(module)) {
          try (Stream<Path> files = Files.walk(module)) {
            files.forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
          }
        }
      }
    }
    return tests;
  }
}
