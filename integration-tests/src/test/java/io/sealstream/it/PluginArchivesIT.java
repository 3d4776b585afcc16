package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.quickstart.PluginArchives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jars of the archives are those that docs/security.md and the archive's SBOM list. That none
 * of them is the worker's own is in {@link WorkerVersionIT}, for each release.
 */
class PluginArchivesIT {

  private static final Path PAGE = Backends.PROJECT.resolve("docs/security.md");

  /** A jar's name in code, with * for its version: the versions are those of the SBOM. */
  private static final Pattern LISTED = Pattern.compile("`([a-z0-9_-]+?)-\\*([a-z0-9_-]*\\.jar)`");

  /** From the name to the first digit after a dash, and from there to the classifier or the end. */
  private static final Pattern VERSION =
      Pattern.compile("-\\d[0-9A-Za-z.]*(-SNAPSHOT)?(?=\\.jar$|-[a-z])");

  @TempDir static Path plugins;

  @BeforeAll
  static void unpack() throws Exception {
    PluginArchives.unpackAll(Backends.DIST.resolve("plugins"), plugins);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqs-source-connector", "pii-mask-smt"})
  void theJarsAreThoseThatTheDocumentationLists(String module) throws Exception {
    List<String> jars =
        PluginArchive.jarsOf(PluginArchive.lib(plugins, module)).stream()
            .map(jar -> VERSION.matcher(jar).replaceFirst("-*"))
            .toList();

    assertThat(listed(module)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(jars);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqs-source-connector", "pii-mask-smt"})
  void theSbomListsTheJarsOfTheArchive(String module) throws Exception {
    Path folder = PluginArchive.folder(plugins, module);
    Path sbom = folder.resolve("doc/bom.json");
    assumeThat(Files.exists(sbom) || !System.getProperty("sealstream.build").equals("offline=true"))
        .as("an SBOM, which Maven makes online only")
        .isTrue();

    JsonNode bom = new ObjectMapper().readTree(sbom.toFile());
    List<String> jars = new ArrayList<>();
    jars.add(jar(bom.path("metadata").path("component")));
    bom.path("components").forEach(component -> jars.add(jar(component)));

    assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(jars)
        .containsExactlyInAnyOrderElementsOf(PluginArchive.jarsOf(folder.resolve("lib")));
    for (JsonNode component : bom.path("components")) {
      String name = component.path("purl").asText();
      assertThat(component.path("licenses")).as("licences of %s", name).isNotEmpty();
      assertThat(component.path("hashes").findValuesAsText("alg")).as(name).contains("SHA-256");
    }
  }

  /** The jar's name, of a package URL such as pkg:maven/group/name@1.0?classifier=c&type=jar. */
  private static String jar(JsonNode component) {
    String url = component.path("purl").asText();
    Matcher classifier = Pattern.compile("classifier=([^&]+)").matcher(url);
    return "%s-%s%s.jar"
        .formatted(
            component.path("name").asText(),
            component.path("version").asText(),
            classifier.find() ? "-" + classifier.group(1) : "");
  }

  /** What the section of the page lists whose heading names the module. */
  private static List<String> listed(String module) throws Exception {
    String page = Files.readString(PAGE);
    int from = page.indexOf("\n### The jars of " + module + "\n");
    assertThat(from).as("a section on %s in %s", module, PAGE).isNotNegative();
    int to = page.indexOf("\n#", from + 1);
    String section = page.substring(from, to < 0 ? page.length() : to);
    return LISTED
        .matcher(section)
        .results()
        .map(one -> one.group(1) + "-*" + one.group(2))
        .toList();
  }
}
