package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealstream.connect.mask.TestKeysets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "POSIX permissions")
class KeysetFilesTest {
  @TempDir private Path folder;

  @Test
  void aCreatedFileIsItsOwnersAloneAndReadsBack() throws Exception {
    Path file = folder.resolve("keyset.json");
    Keyset keyset = Keysets.generate();

    KeysetFiles.create(file, keyset);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(KeysetFiles.read(file).handle().equalsKeyset(keyset.handle())).isTrue();
  }

  @Test
  void aFileThatAKmsKeyEncryptsReadsBack() throws Exception {
    Path file = folder.resolve("keyset.json");
    Keyset keyset = Keysets.generate(Keyset.Kind.DERIVING);

    KeysetFiles.create(file, keyset, TestKms.KEY);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).content().contains("\"encryptedKeyset\"").doesNotContain("\"keyData\"");
    assertThat(KeysetFiles.read(file, TestKms.KEY).handle().equalsKeyset(keyset.handle())).isTrue();
    refusedToRead(
        file, "is encrypted by a KMS key: give the URI of that key (kek.uri; pii: --kek-uri)");
  }

  @Test
  void nothingIsLeftBehindWhenTheKmsRefuses() {
    assertThatThrownBy(
            () ->
                KeysetFiles.create(
                    folder.resolve("keyset.json"), Keysets.generate(), TestKms.FORBIDDEN_KEY))
        .isInstanceOf(KeysetException.class)
        .hasMessageStartingWith("cannot be encrypted with the KMS key");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExistingFileIsLeftAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("keyset.json"), "mine");
    refusedToCreate(file, "exists already, and a keyset is never overwritten");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aDanglingLinkIsNotFollowed() throws Exception {
    Path target = folder.resolve("elsewhere");
    Path link = Files.createSymbolicLink(folder.resolve("keyset.json"), target);
    refusedToCreate(link, "exists already, and a keyset is never overwritten");
    assertThat(target).doesNotExist();
  }

  @Test
  void aMissingFolderIsNotCreated() {
    refusedToCreate(
        folder.resolve("none/keyset.json"), "cannot be created: its folder does not exist");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-rw-rw-"})
  void aFileThatOthersCanOpenIsRefused(String permissions) throws Exception {
    Path file = golden(permissions);
    assertThatThrownBy(() -> KeysetFiles.read(file))
        .isInstanceOf(KeysetException.class)
        .hasMessage("is open to others than its owner; run: chmod 600 " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void aFileOfItsOwnerAloneIsRead(String permissions) throws Exception {
    assertThat(KeysetFiles.read(golden(permissions)).primaryKeyId()).isEqualTo(1234567890L);
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    refusedToRead(folder.resolve("none"), "does not exist");
    refusedToRead(folder, "is not a regular file");
  }

  @Test
  void aFileThatIsNotTextIsRefused() throws Exception {
    Path file = golden("rw-------");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    refusedToRead(file, "is not UTF-8 text");
  }

  private Path golden(String permissions) throws Exception {
    Path file = Files.writeString(folder.resolve("keyset.json"), TestKeysets.golden());
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static void refusedToRead(Path file, String reason) {
    assertThatThrownBy(() -> KeysetFiles.read(file))
        .isInstanceOf(KeysetException.class)
        .hasMessage(reason);
  }

  private static void refusedToCreate(Path file, String reason) {
    assertThatThrownBy(() -> KeysetFiles.create(file, Keysets.generate()))
        .isInstanceOf(KeysetException.class)
        .hasMessage(reason);
  }
}
