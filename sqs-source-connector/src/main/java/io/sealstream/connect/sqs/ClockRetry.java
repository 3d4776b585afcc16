package io.sealstream.connect.sqs;

import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * The SDK's own retries, which are off but for one: when AWS refuses a request because the worker's
 * clock is wrong, the SDK has learnt AWS's time from that answer and signs with it from then on.
 * The same request is sent once more, at once. What else is tried again is up to {@link Retry}.
 */
final class ClockRetry {

  private ClockRetry() {}

  /** A strategy for one client. */
  static RetryStrategy create() {
    return DefaultRetryStrategy.standardStrategyBuilder()
        .maxAttempts(2)
        .retryOnException(ClockRetry::isClockWrong)
        .backoffStrategy(BackoffStrategy.retryImmediately())
        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
        .circuitBreakerEnabled(false)
        .useClientDefaults(false) // these are what else the SDK would try again
        .build();
  }

  private static boolean isClockWrong(Throwable error) {
    return error instanceof SdkServiceException answer && answer.isClockSkewException();
  }
}
