package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.sealstream.connect.mask.FieldPath.Name;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldPathFuzzTest {
  static Stream<Arguments> paths() {
    return FuzzSeeds.texts(
        "ip",
        "a.b.c",
        "user.emails[*]",
        "[*][*].`x[*]`",
        "`a.b`[*].c",
        "a`b.c",
        "`a`b`[*]",
        "`a\\`.b`.c",
        "`a\\`[*]`.c",
        "`a\\\\`",
        "`a",
        "``",
        ".",
        "a..b",
        "a.[*]",
        "a[0]",
        "a[*]b",
        "zoë.€.𝄞",
        "a[0]." + "b".repeat(100),
        "A".repeat(40) + "..b",
        " ",
        "\u0000",
        "\ud834");
  }

  @MethodSource("paths")
  @FuzzTest
  void aPathIsRefusedWithItsPlaceOrReadBackFromItsText(@NotNull String text) {
    FieldPath path;
    try {
      path = FieldPath.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage())
          .matches(
              "(?s)(The path is empty|(Path '.*'|A path of \\d+ characters), character \\d+: .+); .+");
      return;
    }
    assertThat(path.segments()).isNotEmpty();
    for (FieldPath.Segment segment : path.segments()) {
      assertThat(segment instanceof Name name && name.name().isEmpty()).isFalse();
    }
    assertThat(FieldPath.parse(path.toString())).isEqualTo(path);
  }
}
