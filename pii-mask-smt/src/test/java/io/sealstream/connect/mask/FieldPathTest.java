package io.sealstream.connect.mask;

import static io.sealstream.connect.mask.FieldPath.Each.EACH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealstream.connect.mask.FieldPath.Name;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.transforms.field.FieldSyntaxVersion;
import org.apache.kafka.connect.transforms.field.SingleFieldPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
  @Test
  void dotsDivideNames() {
    assertThat(names("ip")).containsExactly("ip");
    assertThat(names("user.home.ip")).containsExactly("user", "home", "ip");
  }

  @Test
  void backticksKeepDotsInAName() {
    assertThat(names("`user.ip`")).containsExactly("user.ip");
    assertThat(names("a.`b.c`.d")).containsExactly("a", "b.c", "d");
    assertThat(names("`a.b`.`c.d`")).containsExactly("a.b", "c.d");
    assertThat(names("`tags[0]`")).containsExactly("tags[0]");
  }

  @Test
  void aBacktickThatEndsNothingIsOrdinary() {
    assertThat(names("a`b.c")).containsExactly("a`b", "c");
    assertThat(names("`a`b`")).containsExactly("a`b");
    assertThat(names("`a\\`.b`.c")).containsExactly("a`.b", "c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ip", "a.b.c", "`a.b`.c", "a.`b.c`", "a`b.c", "`a`b`", "`a\\`.b`.c", "a b.ü"})
  void agreesWithTheParserOfKafka(String text) {
    Object nested = "found";
    List<String> names = names(text);
    for (int i = names.size() - 1; i >= 0; i--) {
      nested = Map.of(names.get(i), nested);
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> map = (Map<String, Object>) nested;
    assertThat(new SingleFieldPath(text, FieldSyntaxVersion.V2).valueFrom(map)).isEqualTo("found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip",
        "a.b",
        "`a.b`.c",
        "`a\\`.b`.c",
        "a`b",
        "`tags[0]`.x",
        "a[*].b",
        "[*][*]",
        "`a\\`[*]`[*]"
      })
  void isPrintedAsItIsParsed(String text) {
    assertThat(FieldPath.parse(text)).hasToString(text);
    assertThat(FieldPath.parse("`ip`")).isEqualTo(FieldPath.parse("ip")).hasToString("ip");
  }

  @Test
  void anErrorNamesThePositionAndAMend() {
    refused("", "The path is empty; name a field");
    refused(
        ".ip",
        "Path '.ip', character 1: a name is empty; remove the dot or backticks that are too many");
    refused(
        "a..b",
        "Path 'a..b', character 3: a name is empty; remove the dot or backticks that are too many");
    refused(
        "a.",
        "Path 'a.', character 3: a name is empty; remove the dot or backticks that are too many");
    refused(
        "a.``",
        "Path 'a.``', character 3: a name is empty; remove the dot or backticks that are too many");
    refused(
        "a.`b.c",
        "Path 'a.`b.c', character 3: the backtick is not closed; put a backtick, without a"
            + " backslash, after the name");
    refused(
        "`b\\`",
        "Path '`b\\`', character 1: the backtick is not closed; put a backtick, without a"
            + " backslash, after the name");
  }

  @Test
  void bracketsWithAStarAreEveryElement() {
    assertThat(segments("emails[*]")).containsExactly(new Name("emails"), EACH);
    assertThat(segments("`a.b`[*][*].ip"))
        .containsExactly(new Name("a.b"), EACH, EACH, new Name("ip"));
    assertThat(segments("[*].`x[*]`")).containsExactly(EACH, new Name("x[*]"));
    assertThat(segments("`a`b`[*]")).containsExactly(new Name("a`b"), EACH);
    assertThat(segments("`a\\`[*]`.c")).containsExactly(new Name("a`[*]"), new Name("c"));
  }

  @Test
  void otherBracketsAreRefused() {
    String reason =
        ": a bracket begins something else than [*]; write [*] for every element, or put a name"
            + " that holds a bracket between backticks";
    refused("a.events[0].ip", "Path 'a.events[0].ip', character 9" + reason);
    refused("a[", "Path 'a[', character 2" + reason);
    refused(
        "a[*]b",
        "Path 'a[*]b', character 5: after [*] comes neither a dot nor [*]; put a dot before the"
            + " next name");
    refused(
        "a.[*]",
        "Path 'a.[*]', character 3: a name is empty; remove the dot or backticks that are too many");
  }

  @Test
  void aPathThatIsTooDeepIsRefused() {
    String deepest = "a" + ".b".repeat(49) + "[*]".repeat(50);
    assertThat(segments(deepest)).hasSize(FieldPath.MAX_SEGMENTS);
    String reason =
        ", character 250: more than 100 names and [*]; name a field that is less deep in the record";
    refused(deepest + "[*]", "A path of 252 characters" + reason);
    String name = deepest + ".c".repeat(10_000);
    refused(name, "A path of 20249 characters" + reason.replace("250", "251"));
  }

  @Test
  void theLeafIsTheLastName() {
    assertThat(FieldPath.parse("user.emails[*]").leaf()).isEqualTo("emails");
    assertThat(FieldPath.parse("[*].ip").leaf()).isEqualTo("ip");
    assertThat(FieldPath.parse("[*]").leaf()).isNull();
  }

  private static List<FieldPath.Segment> segments(String text) {
    return FieldPath.parse(text).segments();
  }

  private static List<String> names(String text) {
    return FieldPath.parse(text).segments().stream()
        .map(segment -> ((FieldPath.Name) segment).name())
        .toList();
  }

  private static void refused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPath.parse(text))
        .withMessage(message);
  }
}
