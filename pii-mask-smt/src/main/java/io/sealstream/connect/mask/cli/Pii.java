package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.Version;
import io.sealstream.connect.mask.crypto.Keyset;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The {@code pii} command.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage, 141 the reader of the output went away, as for
 * any filter that a closed pipe ends. Errors go to standard error, in one line, and never hold a
 * value, a ciphertext or a key. Keys and passwords come from files or the environment only, so that
 * no process list shows them.
 */
@Command(
    name = "pii",
    description = {
      "Makes keysets, and masks, recovers and finds values as MaskPii does.",
      "Values come from standard input, from CSV or from a PostgreSQL table;",
      "keys come from keyset files. Nothing secret is ever on the command line."
    },
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Pii.VersionProvider.class,
    commandListHeading = "%nCommands (each has a --help of its own):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "141:the reader of the output went away"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  PII_JDBC_PASSWORD  the database's password, if --password-file is not given",
      "  PII_CLASSPATH      more jars, such as those of a KMS client",
      "  JAVA_HOME          the Java to run with"
    })
public final class Pii {
  /** What Java makes of bytes that it cannot decode. */
  private static final char UNREADABLE = '\ufffd';

  private Pii() {}

  /** Runs the command and ends the process. */
  public static void main(String[] args) {
    // Standard error is for the command's own lines; a driver's log may quote what it works on.
    LogManager.getLogManager().reset();
    Streams streams =
        new Streams(
            System.in, new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
    System.exit(execute(commandLine(streams, Surroundings.ofProcess()), args));
  }

  /**
   * Runs a command. Picocli's own way to do so prints the message of what it did not foresee, and
   * lets errors of the JVM pass.
   */
  static int execute(CommandLine command, String... args) {
    try {
      return runReadable(command.parseArgs(args));
    } catch (ParameterException e) {
      return Failures.usage(e);
    } catch (ExecutionException e) {
      return Failures.handle(e.getCause() == null ? e : e.getCause(), command);
    } catch (RuntimeException | Error e) {
      return Failures.handle(e, command);
    }
  }

  /**
   * The command with the streams that it works on; help and errors go where picocli sends them.
   *
   * @param surroundings what else of the process it looks at
   */
  static CommandLine commandLine(Streams streams, Surroundings surroundings) {
    CommandLine pii =
        new CommandLine(new Pii())
            .addSubcommand("keyset", keyset(streams))
            .addSubcommand("mask", new Mask(streams))
            .addSubcommand("unmask", new Unmask(streams, surroundings))
            .addSubcommand("lookup", new Lookup(streams))
            .addSubcommand("rewrap", new Rewrap(streams, surroundings))
            // An @ may begin a value or a name, and no file is to be read for it.
            .setExpandAtFiles(false);
    addHelp(pii);
    return pii;
  }

  /**
   * Refuses arguments that were read in another encoding than they were written in: of two domains
   * with other letters than ASCII, both could become the same one.
   */
  private static int runReadable(ParseResult parsed) {
    for (String argument : parsed.originalArgs()) {
      Usage.of(parsed.commandSpec())
          .check(
              argument.indexOf(UNREADABLE) < 0,
              "an argument is not text in the encoding of the locale; set one of UTF-8, such as"
                  + " LC_ALL=C.UTF-8");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static CommandLine keyset(Streams streams) {
    return new CommandLine(new Group())
        .addSubcommand("create", new KeysetCreate(streams))
        .addSubcommand("info", new KeysetInfo(streams))
        .addSubcommand("rotate", new KeysetRotate(streams))
        .addSubcommand(
            "promote",
            edit(
                Keyset::promoted,
                "Writes the keyset with another primary key, the one that encrypts."))
        .addSubcommand(
            "enable",
            edit(Keyset::enabled, "Writes the keyset with a key enabled that was disabled."))
        .addSubcommand(
            "disable",
            edit(
                Keyset::disabled,
                "Writes the keyset with a key disabled: it is kept, and decrypts no more.",
                "Do it when no ciphertext of it is left; 'rewrap' replaces them."))
        .addSubcommand("export", new KeysetExport());
  }

  private static CommandLine edit(KeysetEdit.Edit edit, String... description) {
    CommandLine command = new CommandLine(new KeysetEdit(edit));
    command.getCommandSpec().usageMessage().description(description);
    return command;
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command.setUsageHelpWidth(100);
    command.getCommandSpec().usageMessage().sortOptions(false).optionListHeading("%nOptions:%n");
    command.getSubcommands().values().forEach(Pii::addHelp);
  }

  @Command(
      name = "keyset",
      description =
          "Makes keysets and changes them. A file is never changed: a change is a new file.",
      versionProvider = VersionProvider.class,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands:%n")
  private static final class Group {}

  static final class VersionProvider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"pii " + Version.current()};
    }
  }
}
