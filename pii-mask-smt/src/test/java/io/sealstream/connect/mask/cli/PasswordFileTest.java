package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setUp() {
    file = folder.resolve("password");
  }

  @ParameterizedTest
  @ValueSource(strings = {" pass wörd ", " pass wörd \n", " pass wörd \r\nsecond line\n"})
  void itsFirstLineIsThePassword(String text) throws Exception {
    write(text.getBytes(StandardCharsets.UTF_8), "rw-------");
    assertThat(PasswordFile.read(file)).isEqualTo(" pass wörd ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-"})
  void othersMayHaveNoAccess(String permissions) throws Exception {
    write("marker".getBytes(StandardCharsets.UTF_8), permissions);
    failsWith("is open to others than its owner; run chmod 600 on it");
  }

  @Test
  void whatIsNoPasswordIsNotShown() throws Exception {
    failsWith("cannot be read (NoSuchFileException)");
    write(new byte[0], "rw-------");
    failsWith("has no password on its first line");
    write("marker\u00ff".getBytes(StandardCharsets.ISO_8859_1), "rw-------");
    failsWith("cannot be read (MalformedInputException)");
  }

  private void failsWith(String message) {
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> PasswordFile.read(file))
        .withMessage("the file of --password-file " + message)
        .withNoCause();
  }

  private void write(byte[] bytes, String permissions) throws Exception {
    Files.write(file, bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
