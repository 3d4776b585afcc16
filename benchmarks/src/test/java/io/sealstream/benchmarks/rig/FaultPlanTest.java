package io.sealstream.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

  private static final Faults MIXED =
      Faults.seeded(7)
          .with(Faults.Kind.HTTP_500, 0.1)
          .with(Faults.Kind.THROTTLE, 0.2, "ReceiveMessage")
          .delaying(Duration.ofSeconds(1), 0.05);

  @Test
  void theSameSeedMeansTheSameFaultsWhateverElseIsAsked() {
    FaultPlan alone = new FaultPlan(MIXED);
    List<String> first = kinds(alone, "ReceiveMessage", 1000);

    FaultPlan mixed = new FaultPlan(MIXED);
    List<String> second = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      mixed.decide("DeleteMessage");
      second.addAll(kinds(mixed, "ReceiveMessage", 1));
    }

    assertThat(second).isEqualTo(first);
    assertThat(kinds(new FaultPlan(new Faults(8, MIXED.rules())), "ReceiveMessage", 1000))
        .isNotEqualTo(first);
  }

  @Test
  void ratesHoldForTheActionsTheyAreFor() {
    FaultPlan plan = new FaultPlan(MIXED);
    List<String> receives = kinds(plan, "ReceiveMessage", 20_000);
    List<String> deletes = kinds(plan, "DeleteMessage", 20_000);

    assertThat(share(receives, "HTTP_500")).isCloseTo(0.1, within(0.01));
    assertThat(share(receives, "THROTTLE")).isCloseTo(0.2, within(0.01));
    assertThat(share(receives, "DELAY")).isCloseTo(0.05, within(0.01));
    assertThat(share(deletes, "HTTP_500")).isCloseTo(0.1, within(0.01));
    assertThat(share(deletes, "THROTTLE")).isZero();
  }

  @Test
  void aPartialFailureFailsAtLeastOneEntryAndSometimesNotAll() {
    FaultPlan plan = new FaultPlan(Faults.seeded(1).with(Faults.Kind.PARTIAL_BATCH, 1));
    List<Integer> failures = new ArrayList<>();
    for (int request = 0; request < 200; request++) {
      FaultPlan.Decision decision = plan.decide("DeleteMessageBatch");
      int failed = 0;
      for (int entry = 0; entry < 3; entry++) {
        failed += decision.failsEntry(entry == 2) ? 1 : 0;
      }
      failures.add(failed);
    }

    assertThat(failures).containsOnly(1, 2, 3).contains(1, 2, 3);
  }

  @Test
  void aRateIsAShare() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Faults.none().with(Faults.Kind.THROTTLE, 1.5))
        .withMessage("A rate is from 0 to 1, not 1.5");
  }

  private static List<String> kinds(FaultPlan plan, String action, int count) {
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FaultPlan.Decision decision = plan.decide(action);
      String found = "none";
      for (Faults.Kind kind : Faults.Kind.values()) {
        found = decision.is(kind) ? kind.name() : found;
      }
      kinds.add(found);
    }
    return kinds;
  }

  private static double share(List<String> kinds, String kind) {
    return kinds.stream().filter(kind::equals).count() / (double) kinds.size();
  }
}
