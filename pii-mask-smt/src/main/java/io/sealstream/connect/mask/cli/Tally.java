package io.sealstream.connect.mask.cli;

/** What became of the rows of a rewrap. Not thread-safe. */
final class Tally {
  private long lookedAt;
  private long notRead;
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

  /** Rows that are known to have nothing to rewrap without a look at them. */
  void addNotRead(long rows) {
    addUnchanged(rows);
    notRead += rows;
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
    notRead += batch.notRead;
    rewrapped += batch.rewrapped;
    unchanged += batch.unchanged;
    changedMeanwhile += batch.changedMeanwhile;
    undecryptable += batch.undecryptable;
  }

  /** Adds another look at the same rows: only what it rewrapped is new. */
  void addAgain(Tally again) {
    rewrapped += again.rewrapped;
  }

  /** Rows that were looked at one by one. */
  long read() {
    return lookedAt - notRead;
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
        : "%,d rows looked at, %,d rewrapped in this run, %,d unchanged, %,d changed meanwhile%s"
            .formatted(lookedAt, rewrapped, unchanged, changedMeanwhile, undecrypted);
  }
}
