package io.sealstream.connect.mask.cli;

/** How errors name what a command line names: who pastes a file's content there does not see it. */
final class Names {
  private static final int MOST_CHARACTERS = 255;

  private Names() {}

  /** The name in quotes; or words in its place where it may be what a file holds. */
  static String quoted(String name) {
    boolean mayBeContent =
        name.length() > MOST_CHARACTERS
            || name.stripLeading().startsWith("{")
            || name.indexOf('\n') >= 0
            || name.indexOf('\r') >= 0;
    return mayBeContent
        ? "(its name is not repeated, as it looks like the content of a file)"
        : "'" + name + "'";
  }
}
