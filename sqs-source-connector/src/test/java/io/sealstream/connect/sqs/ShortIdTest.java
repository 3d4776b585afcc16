package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShortIdTest {

  private static final String UUID_TEXT = "5fea7756-0ea4-451a-a703-a558b933e274";

  private static ShortId reread(ShortId id) {
    ByteBuffer bytes = ByteBuffer.allocate(ShortId.BYTES);
    id.write(bytes);
    return ShortId.read(bytes.flip());
  }

  @Test
  void aUuidIsItsOwnBytes() {
    UUID uuid = UUID.fromString(UUID_TEXT);

    assertThat(ShortId.of(UUID_TEXT))
        .isEqualTo(new ShortId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()));
  }

  @Test
  void idsOfAnyFormAreToldApart() {
    List<String> ids =
        List.of(
            UUID_TEXT,
            UUID_TEXT.toUpperCase(Locale.ROOT),
            UUID_TEXT.replace("-", ""),
            "5fea7756-ea4-451a-a703-a558b933e274",
            "5fea7756-0ea4-451a-a703-a558b933e2740",
            "1",
            "01",
            "",
            "logins-0",
            "ü");

    assertThat(ids.stream().map(ShortId::of).distinct()).hasSameSizeAs(ids);
    assertThat(ShortId.of("logins-0")).isEqualTo(ShortId.of("logins-0"));
  }

  @Test
  void isReadAsItWasWritten() {
    for (String id : List.of(UUID_TEXT, "ffffffff-ffff-ffff-ffff-ffffffffffff", "any")) {
      assertThat(reread(ShortId.of(id))).isEqualTo(ShortId.of(id));
    }
  }
}
