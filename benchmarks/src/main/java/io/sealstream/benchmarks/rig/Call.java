package io.sealstream.benchmarks.rig;

/** One request, as an action sees it. */
interface Call {

  /** Answers; once, from any thread. */
  void answer(AnswerBody body);

  /** What is to go wrong with it. */
  FaultPlan.Decision fault();

  /** Where it is counted. */
  Counters.Action counters();

  /** What to do if the connection is closed before there is an answer. */
  void onAbandoned(Runnable action);
}
