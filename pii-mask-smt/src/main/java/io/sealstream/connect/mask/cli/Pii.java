package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.Version;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The {@code pii} command.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage, 141 the reader of the output went away, as for
 * any filter that a closed pipe ends. Errors go to standard error, in one line, and never hold a
 * value, a ciphertext or a key. Keys come from files only, so that no process list shows them.
 */
@Command(
    name = "pii",
    description = "Creates keysets and recovers values that MaskPii encrypted.",
    mixinStandardHelpOptions = true,
    versionProvider = Pii.VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage"})
public final class Pii {
  private Pii() {}

  /** Runs the command and ends the process. */
  public static void main(String[] args) {
    Streams streams =
        new Streams(
            System.in, new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
    System.exit(commandLine(streams).execute(args));
  }

  /** The command with the streams that it works on; help and errors go where picocli sends them. */
  static CommandLine commandLine(Streams streams) {
    CommandLine keyset =
        new CommandLine(new Group()).addSubcommand("create", new KeysetCreate(streams));
    return new CommandLine(new Pii())
        .addSubcommand("keyset", keyset)
        .addSubcommand("unmask", new Unmask(streams))
        .setExecutionExceptionHandler(Failures::handle);
  }

  @Command(
      name = "keyset",
      description = "Works on keysets.",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      synopsisSubcommandLabel = "COMMAND")
  private static final class Group {}

  static final class VersionProvider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"pii " + Version.current()};
    }
  }
}
