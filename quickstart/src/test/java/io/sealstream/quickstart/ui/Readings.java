package io.sealstream.quickstart.ui;

import java.util.List;
import java.util.Map;

/** Readings for tests. */
final class Readings {
  static final Reading.Row ROW = new Reading.Row("m1", List.of("user", "masked"));
  static final Reading.DeadLetter DEAD_LETTER =
      new Reading.DeadLetter("m1", "login-queue-dlq", "field user_id: found nothing");

  private Readings() {}

  static Reading of(long waiting, long records, long rows) {
    return of(waiting, records, rows, Map.of());
  }

  static Reading of(
      long waiting, long records, long rows, Map<String, Reading.Whereabouts> followed) {
    return of(waiting, records, rows, new Reading.Fresh(true, true, true), followed);
  }

  static Reading of(
      long waiting,
      long records,
      long rows,
      Reading.Fresh fresh,
      Map<String, Reading.Whereabouts> followed) {
    return new Reading(
        new Reading.Queue(waiting, 0),
        records,
        rows,
        List.of(ROW),
        1,
        List.of(DEAD_LETTER),
        List.of(
            new Reading.Connector("login-source", "source", "RUNNING", List.of("RUNNING"), null)),
        List.of(),
        fresh,
        followed);
  }
}
