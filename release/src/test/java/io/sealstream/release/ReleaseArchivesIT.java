package io.sealstream.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is released has the layout of Confluent's component archives (manifest.json, lib/, doc/,
 * etc/ in one folder that is named as the archive), and the checksums are those of the files. That
 * two builds give the same bytes is shown by {@code build/reproducible}; that a worker runs from
 * the archives, by the integration tests.
 */
class ReleaseArchivesIT {

  private static final Path ARCHIVES = Path.of(System.getProperty("release.archives"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "sqs-source-connector,[source]",
    "pii-mask-smt,[transform]",
    "connect,'[source, transform]'"
  })
  void anArchiveIsAComponent(String name, String types) throws Exception {
    Path archive = archive("sealstream-" + name + "-[0-9].*\\.zip");
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      String folder = archive.getFileName().toString().replaceFirst("\\.zip$", "/");
      List<String> entries =
          Collections.list(zip.entries()).stream().map(ZipEntry::getName).toList();
      assertThat(entries).doesNotHaveDuplicates().allMatch(entry -> entry.startsWith(folder));
      assertThat(entries)
          .contains(
              folder + "manifest.json",
              folder + "doc/README.md",
              folder + "doc/LICENSE",
              folder + "doc/install.md",
              folder + "etc/login-source.json",
              folder + "etc/worker.properties",
              folder + "etc/sql/001_user_logins.sql",
              folder + "etc/strimzi/login-source.yaml",
              folder + "etc/monitoring/alerts.yaml");

      JsonNode manifest = JSON.readTree(zip.getInputStream(zip.getEntry(folder + "manifest.json")));
      assertThat(folder)
          .isEqualTo(
              "%s-%s-%s/"
                  .formatted(
                      manifest.at("/owner/username").asText(),
                      manifest.path("name").asText(),
                      manifest.path("version").asText()));
      assertThat(JSON.convertValue(manifest.path("component_types"), List.class).toString())
          .isEqualTo(types);
      assertThat(manifest.path("title").asText()).isNotBlank();
      assertThat(manifest.path("description").asText()).isNotBlank();
      assertThat(manifest.at("/license/0/name").asText()).isEqualTo("Apache License, Version 2.0");
      assertThat(text(zip, folder + "doc/README.md")).doesNotContain("${");
      assertThat(text(zip, folder + "etc/login-source.json"))
          .as("the file that is posted, as it is")
          .isEqualTo(Files.readString(Path.of("../connect-configs/login-source.json")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqs-source-connector", "pii-mask-smt", "connect"})
  void nothingIsReleasedThatOnlyLiesBesideTheProjectsFiles(String name) throws Exception {
    assumeThat(tracked("monitoring")).as("git, which knows the project's files").isNotEmpty();
    Set<String> expected = new TreeSet<>(tracked("connect-configs"));
    tracked("monitoring").forEach(file -> expected.add("monitoring/" + file));

    assertThat(files(name, "etc/")).isEqualTo(expected);
  }

  /** The files that the project has in a folder, by their paths in it; none without git. */
  private static Set<String> tracked(String folder) throws Exception {
    Process git =
        new ProcessBuilder("sh", "-c", "git ls-files")
            .directory(Path.of("..", folder).toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String files = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    git.waitFor();
    return files.lines().collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theOneArchiveHasTheJarsOfTheTwo() throws Exception {
    Set<String> both = new TreeSet<>(jars("sqs-source-connector"));
    both.addAll(jars("pii-mask-smt"));

    assertThat(jars("connect")).containsExactlyElementsOf(both);
  }

  @ParameterizedTest
  @CsvSource({"SHA256SUMS,SHA-256", "SHA512SUMS,SHA-512"})
  void theChecksumsAreThoseOfTheArchives(String file, String algorithm) throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (Path archive : archives()) {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(archive));
      expected.put(archive.getFileName().toString(), HexFormat.of().formatHex(digest));
    }
    Map<String, String> written = new TreeMap<>();
    for (String line : Files.readAllLines(ARCHIVES.resolve(file))) {
      // As sha256sum reads it, with the mark of a binary file
      String[] parts = line.split(" \\*", 2);
      written.put(parts[1], parts[0]);
    }

    assertThat(written).hasSize(4).isEqualTo(expected);
  }

  private static Set<String> jars(String name) throws IOException {
    Set<String> jars = files(name, "");
    jars.removeIf(file -> !file.endsWith(".jar"));
    assertThat(jars).allMatch(jar -> jar.startsWith("lib/"));
    return jars;
  }

  /** The files of an archive's folder, by their paths in it. */
  private static Set<String> files(String name, String folder) throws IOException {
    try (ZipFile zip = new ZipFile(archive("sealstream-" + name + "-[0-9].*\\.zip").toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory())
          .map(entry -> entry.getName().substring(entry.getName().indexOf('/') + 1))
          .filter(file -> file.startsWith(folder))
          .map(file -> file.substring(folder.length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String text(ZipFile zip, String entry) throws IOException {
    return new String(
        zip.getInputStream(zip.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Path archive(String name) throws IOException {
    List<Path> found =
        archives().stream().filter(file -> file.getFileName().toString().matches(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private static List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(ARCHIVES)) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
    }
  }
}
