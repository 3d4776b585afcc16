package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealstream.connect.mask.TestKeysets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "POSIX owners")
class FileOwnerTest {
  private static final Path FILE = Path.of("/keys/keyset.json");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"root", "0", "connect"})
  void rootsFilesAndOnesOwnAreTaken(String owner) {
    assertThatCode(() -> owner("connect", Optional.empty()).check(FILE, new User(owner)))
        .doesNotThrowAnyException();
  }

  @Test
  void theFileOfAnotherUserIsRefused() {
    assertThatThrownBy(
            () ->
                owner("connect", Optional.of(new User("connect"))).check(FILE, new User("mallory")))
        .isInstanceOf(KeysetException.class)
        .hasMessage(
            "belongs to a user who is neither this process's nor root; run: chown connect"
                + " /keys/keyset.json");
  }

  @Test
  void aUserWithoutANameIsKnownByTheNumber() {
    FileOwner process = owner("?", Optional.of(new User("1000830000")));
    assertThatCode(() -> process.check(FILE, new User("1000830000"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> process.check(FILE, new User("1001")))
        .hasMessage(
            "belongs to a user who is neither this process's nor root; run: chown 1000830000"
                + " /keys/keyset.json");
  }

  @Test
  void whereTheUserIsUnknownTheOwnerIsNotChecked() {
    assertThatCode(() -> owner("?", Optional.empty()).check(FILE, new User("1001")))
        .doesNotThrowAnyException();
  }

  @Test
  void aFileThatThisProcessMadeIsItsOwnWhateverItsUserIsCalled() throws Exception {
    Path file = Files.createFile(folder.resolve("mine"));
    UserPrincipal me = Files.getOwner(file);
    assertThatCode(() -> owner("?", Optional.of(me)).check(file)).doesNotThrowAnyException();
    assertThatCode(() -> new FileOwner().check(file)).doesNotThrowAnyException();
  }

  @Test
  void readingAsksForTheOwner() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file away");
    Path file = Files.writeString(folder.resolve("keyset.json"), TestKeysets.golden());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setOwner(
        file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertThatThrownBy(() -> KeysetFiles.read(file))
        .isInstanceOf(KeysetException.class)
        .hasMessage(
            "belongs to a user who is neither this process's nor root; run: chown root " + file);
  }

  private static FileOwner owner(String userName, Optional<UserPrincipal> user) {
    return new FileOwner(userName, () -> user);
  }

  private record User(String name) implements UserPrincipal {
    @Override
    public String getName() {
      return name;
    }
  }
}
