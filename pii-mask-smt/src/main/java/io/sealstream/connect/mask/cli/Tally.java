package io.sealstream.connect.mask.cli;

/** What became of the rows of a rewrap. Not thread-safe. */
final class Tally {
  private long lookedAt;
  private long rewrapped;
  private long unchanged;
  private long changedMeanwhile;
  private long undecryptable;

  void addRewrapped(long rows) {
    lookedAt += rows;
    rewrapped += rows;
  }

  /** Rows that have nothing to rewrap. */
  void addUnchanged(long rows) {
    lookedAt += rows;
    unchanged += rows;
  }

  /** Rows that were others, or gone, when they were to be updated. */
  void addChangedMeanwhile(long rows) {
    lookedAt += rows;
    changedMeanwhile += rows;
  }

  /** Values, not rows. */
  void addUndecryptable(long values) {
    undecryptable += values;
  }

  void add(Tally batch) {
    lookedAt += batch.lookedAt;
    rewrapped += batch.rewrapped;
    unchanged += batch.unchanged;
    changedMeanwhile += batch.changedMeanwhile;
    undecryptable += batch.undecryptable;
  }

  /** Adds another look at the same rows: only what it rewrapped is new. */
  void addAgain(Tally again) {
    rewrapped += again.rewrapped;
  }

  long lookedAt() {
    return lookedAt;
  }

  long rewrapped() {
    return rewrapped;
  }

  long changedMeanwhile() {
    return changedMeanwhile;
  }

  /** The summary of a run, in one line. */
  String summary(boolean dryRun) {
    String undecrypted =
        undecryptable == 0
            ? ""
            : "; values that did not decrypt and stay as they are: %,d".formatted(undecryptable);
    return dryRun
        ? "dry run: %,d rows looked at, %,d would be rewrapped, %,d unchanged%s"
            .formatted(lookedAt, rewrapped, unchanged, undecrypted)
        : "%,d rows looked at, %,d rewrapped, %,d unchanged, %,d changed meanwhile%s"
            .formatted(lookedAt, rewrapped, unchanged, changedMeanwhile, undecrypted);
  }
}
