package io.sealstream.connect.sqs;

import java.util.function.LongSupplier;

/** A service whose queues all count for the same task. */
final class CountedService implements SqsService {

  private final SqsService service;
  private final SourceMetrics metrics;
  private final LongSupplier nanoClock;

  CountedService(SqsService service, SourceMetrics metrics, LongSupplier nanoClock) {
    this.service = service;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  @Override
  public SqsQueue queue(String url) {
    return new CountedQueue(service.queue(url), metrics, nanoClock);
  }

  /** Not counted: the requests to S3 are none to SQS. */
  @Override
  public PayloadStore payloads() {
    return service.payloads();
  }

  @Override
  public void close() {
    service.close();
  }
}
