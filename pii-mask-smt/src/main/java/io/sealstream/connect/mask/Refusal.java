package io.sealstream.connect.mask;

/** Why a record is refused: what a failure is counted as. */
enum Refusal {
  MISSING("missing", "that lack a configured field"),
  TYPE(
      "type",
      "with something else at a configured path, or around it, than the path or schema says"),
  VALUE(
      "value", "with a value or a description of it that has no text, or a text that is no value"),
  LENGTH("length", "with a text longer than the configuration allows"),
  UNDECRYPTABLE("undecryptable", "with a text that no enabled key of the keyset made"),
  UNEXPECTED("unexpected", "that met an error which is none of the others: please report it");

  private final String tag;
  private final String meaning;

  Refusal(String tag, String meaning) {
    this.tag = tag;
    this.meaning = meaning;
  }

  /** As a metric's name has it. */
  String tag() {
    return tag;
  }

  /** What goes after "records". */
  String meaning() {
    return meaning;
  }
}
