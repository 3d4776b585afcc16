package io.sealstream.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands that README.md, CONTRIBUTING.md and the pages of docs/ tell a reader to run. */
final class DocumentedCommands {

  /** What a line of a block begins with when it is a command, and not what one prints. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(\\$ )?([A-Z_]+=(\"[^\"]*\"|\\S*) )?(bin/|build/|docker/|\\.ci/|mvn|java|curl|jq|pii|psql|python3"
              + "|keytool|docker|docker-compose|kubectl|confluent|[a-z-]+\\.sh|sha256sum|unzip|echo|printf|cat"
              + "|cd|cp|mv|rm|for|eval|export|sed|promtool|prometheus|aws)\\b.*");

  private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");

  /** A remark behind a command, apart from it by two blanks or more. */
  private static final Pattern REMARK = Pattern.compile("\\s{2,}# .*$");

  private static final Path LIST =
      Backends.PROJECT.resolve("integration-tests/src/test/resources/documented-commands.txt");

  private DocumentedCommands() {}

  /** What documented-commands.txt lists: commands, or pages, by what runs them. */
  static Map<String, Set<String>> listed() throws IOException {
    Map<String, Set<String>> listed = new LinkedHashMap<>();
    Set<String> commands = new TreeSet<>();
    for (String line : Files.readAllLines(LIST)) {
      if (line.startsWith("[")) {
        commands =
            listed.computeIfAbsent(line.substring(1, line.length() - 1), any -> new TreeSet<>());
      } else if (!line.isBlank() && !line.startsWith("#") && !commands.add(line)) {
        throw new IllegalStateException("Listed twice: " + line);
      }
    }
    return listed;
  }

  /** Each command with the pages that have it, such as {@code docs/pii.md}. */
  static Map<String, List<String>> all() throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (Path page : pages()) {
      String name = Backends.PROJECT.relativize(page).toString();
      for (String command : of(Files.readAllLines(page))) {
        List<String> pages = found.computeIfAbsent(command, any -> new ArrayList<>());
        if (!pages.contains(name)) {
          pages.add(name);
        }
      }
    }
    return found;
  }

  private static List<Path> pages() throws IOException {
    TreeSet<Path> pages = new TreeSet<>();
    pages.add(Backends.PROJECT.resolve("README.md"));
    pages.add(Backends.PROJECT.resolve("CONTRIBUTING.md"));
    try (Stream<Path> docs = Files.list(Backends.PROJECT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    return List.copyOf(pages);
  }

  /** In order. Lines that end in a backslash are one command with those after them. */
  private static List<String> of(List<String> lines) {
    List<String> commands = new ArrayList<>();
    String fence = null;
    StringBuilder open = null;
    for (String line : lines) {
      var mark = FENCE.matcher(line);
      if (mark.matches()) {
        fence = fence == null ? mark.group(1) : null;
        continue;
      }
      if (open != null) {
        open = continued(open.append(' ').append(line.strip()), commands);
      } else if (isInBlock(line, fence) && COMMAND.matcher(line.strip()).matches()) {
        String command = REMARK.matcher(line.strip()).replaceFirst("").replaceFirst("^\\$ ", "");
        open = continued(new StringBuilder(command), commands);
      }
    }
    return commands;
  }

  private static StringBuilder continued(StringBuilder command, List<String> commands) {
    int last = command.length() - 1;
    if (command.charAt(last) == '\\') {
      command.setLength(last);
      return new StringBuilder(command.toString().strip());
    }
    commands.add(command.toString().replaceAll("\\s+", " "));
    return null;
  }

  private static boolean isInBlock(String line, String fence) {
    return fence == null
        ? line.startsWith("    ")
        : fence.isEmpty() || fence.equals("sh") || fence.equals("bash");
  }
}
