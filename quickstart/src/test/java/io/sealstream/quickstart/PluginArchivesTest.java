package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginArchivesTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private Path archives;
  private Path target;

  @BeforeEach
  void makeFolders() throws IOException {
    archives = Files.createDirectory(folder.resolve("archives"));
    target = Files.createDirectory(folder.resolve("plugins"));
  }

  @Test
  void unpacksZipAndTarGzAndLeavesOtherFilesAlone() throws IOException {
    zip("a.zip", "a-1/a.jar", 0644);
    tar("b.tar.gz", entry("b-1/b.jar", 0644));
    Files.writeString(archives.resolve("notes.txt"), "no archive");

    PluginArchives.unpackAll(archives, target);

    assertThat(target.resolve("a-1/a.jar")).hasBinaryContent(CONTENT);
    assertThat(target.resolve("b-1/b.jar")).hasBinaryContent(CONTENT);
    assertThat(PluginArchives.count(target)).isEqualTo("2 plugins");
  }

  @Test
  void aPluginThatIsOneJarIsCopied() throws IOException {
    Files.write(archives.resolve("c-1.jar"), CONTENT);

    PluginArchives.unpackAll(archives, target);

    assertThat(target.resolve("c-1.jar")).hasBinaryContent(CONTENT);
    assertThat(PluginArchives.count(target)).isEqualTo("1 plugin");
  }

  @Test
  void whatWasExecutableStaysSo() throws IOException {
    zip("a.zip", "a-1/bin/tool", 0755);
    tar("b.tar.gz", entry("b-1/bin/tool", 0755));

    PluginArchives.unpackAll(archives, target);

    assertThat(target.resolve("a-1/bin/tool")).isExecutable();
    assertThat(target.resolve("b-1/bin/tool")).isExecutable();
  }

  @Test
  void aZipThatLeadsOutOfTheFolderIsRefused() throws IOException {
    zip("evil.zip", "../outside", 0644);

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> PluginArchives.unpackAll(archives, target))
        .withMessage(
            "The archive evil.zip is refused: its entry ../outside leads out of the plugin"
                + " folder.");
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void aTarThatLeadsOutOfTheFolderIsRefused() throws IOException {
    tar("evil.tar.gz", entry("a/../../outside", 0644));

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> PluginArchives.unpackAll(archives, target))
        .withMessageContaining("leads out of the plugin folder");
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void linksAreSkippedBecauseTheyCouldLeadOut() throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("a/link", TarConstants.LF_SYMLINK);
    link.setLinkName("../../outside");
    tar("a.tar.gz", link);

    PluginArchives.unpackAll(archives, target);

    assertThat(Files.exists(target.resolve("a/link"), java.nio.file.LinkOption.NOFOLLOW_LINKS))
        .isFalse();
  }

  @Test
  void aBrokenArchiveIsNamed() throws IOException {
    Files.writeString(archives.resolve("broken.zip"), "no zip");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> PluginArchives.unpackAll(archives, target))
        .withMessageStartingWith("The archive broken.zip is not readable: ");
  }

  @Test
  void aFolderWithoutArchivesIsAnError() {
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> PluginArchives.unpackAll(archives, target))
        .withMessage("There is no plugin archive in " + archives + ".");
  }

  private void zip(String name, String entryName, int mode) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archives.resolve(name))) {
      ZipArchiveEntry entry = new ZipArchiveEntry(entryName);
      entry.setUnixMode(mode);
      zip.putArchiveEntry(entry);
      zip.write(CONTENT);
      zip.closeArchiveEntry();
    }
  }

  private void tar(String name, TarArchiveEntry entry) throws IOException {
    try (OutputStream file = Files.newOutputStream(archives.resolve(name));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
      tar.putArchiveEntry(entry);
      if (entry.getSize() > 0) {
        tar.write(CONTENT);
      }
      tar.closeArchiveEntry();
    }
  }

  private static TarArchiveEntry entry(String name, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode | TarArchiveEntry.DEFAULT_FILE_MODE);
    entry.setSize(CONTENT.length);
    return entry;
  }
}
