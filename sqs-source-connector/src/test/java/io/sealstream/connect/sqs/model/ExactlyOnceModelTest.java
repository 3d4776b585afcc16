package io.sealstream.connect.sqs.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.sqs.model.Protocol.Begin;
import io.sealstream.connect.sqs.model.Protocol.Check;
import io.sealstream.connect.sqs.model.Protocol.Lapse;
import io.sealstream.connect.sqs.model.Protocol.Listing;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol of exactly once before the code: at most once in the topic, and never deleted
 * without being there. That the model accepts it means something because it finds what is wrong
 * with each simpler one.
 */
class ExactlyOnceModelTest {

  private static final Logger log = LoggerFactory.getLogger(ExactlyOnceModelTest.class);

  private static Model.Result explore(Protocol protocol) {
    Model.Result result = new Model(protocol).explore();
    log.info("{} states, {}: {}", result.states(), result.violation(), result.trace());
    return result;
  }

  @Test
  void whatIsBuiltNeitherDoublesNorLoses() {
    Model.Result result = explore(Protocol.built());

    assertThat(result.violation()).as("%s", result.trace()).isNull();
    assertThat(result.delivers()).isTrue();
    assertThat(result.states()).as("states").isGreaterThan(10_000);
  }

  @Test
  void withoutTheLeaseRuleTwoTasksProduceOneMessage() {
    assertThat(explore(Protocol.built().with(Check.NEVER)).violation()).isEqualTo("duplicate");
  }

  @Test
  void aTaskThatIsFrozenAfterPollDefeatsACheckThere() {
    Protocol inPoll = Protocol.built().with(Check.IN_POLL);

    assertThat(explore(inPoll).violation()).isEqualTo("duplicate");
    assertThat(explore(inPoll.with(Begin.WITH_SEND)).violation()).isEqualTo("duplicate");
  }

  /** The hole in the design: Kafka hears of a transaction only by its first request. */
  @Test
  void aCheckAtDispatchIsEnoughOnlyIfATransactionBeganWithSend() {
    Protocol atDispatch = Protocol.built().with(Check.AT_DISPATCH);

    assertThat(explore(atDispatch.with(Begin.WITH_SEND)).violation()).isNull();
    assertThat(explore(atDispatch).violation()).isEqualTo("duplicate");
  }

  @Test
  void anOffsetThatListsTheWholeBatchLosesWhatAStopLeftOut() {
    assertThat(explore(Protocol.built().with(Listing.WHOLE_BATCH)).violation()).isEqualTo("loss");
  }

  @Test
  void anAbortThatTheConnectorAsksForLosesTheMessage() {
    assertThat(explore(Protocol.built().with(Lapse.ABORT_TRANSACTION)).violation())
        .isEqualTo("loss");
  }

  @Test
  void aRenewalThatIsAnsweredTooLateProvesNothing() {
    assertThat(explore(Protocol.built().countingLateRenewals()).violation()).isEqualTo("duplicate");
  }

  /** Between the two deliveries the other task may have produced it. */
  @Test
  void anotherDeliveryOfWhatWasHandedOverProvesNothing() {
    assertThat(explore(Protocol.built().countingSecondDeliveries()).violation())
        .isEqualTo("duplicate");
  }

  /** SQS confirms a delete by an old receipt, too, and deletes nothing. */
  @Test
  void anIdThatIsForgottenForAStaleDeleteIsProducedAgain() {
    assertThat(explore(Protocol.built().countingStaleDeletes()).violation()).isEqualTo("duplicate");
  }
}
