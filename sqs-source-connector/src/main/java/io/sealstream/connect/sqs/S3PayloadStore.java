package io.sealstream.connect.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.BytesWrapper;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/**
 * A {@link PayloadStore} on the AWS SDK's asynchronous client for S3; the only class that knows it.
 * That part of the SDK is not in the plugin's archive, so nothing may touch this class before
 * {@link S3Library} was asked.
 *
 * <p>The SDK's own retries are off but for {@link ClockRetry}, as for SQS. A bucket may be in
 * another region than the queue.
 */
final class S3PayloadStore implements PayloadStore {

  /** S3's answer to a range of an empty object. */
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final S3AsyncClient client;

  private S3PayloadStore(S3AsyncClient client) {
    this.client = client;
  }

  /**
   * Makes no request.
   *
   * @param http stays open when this is closed
   * @throws software.amazon.awssdk.core.exception.SdkClientException when no region is found
   */
  static S3PayloadStore connect(
      SqsSourceConfig config,
      SdkAsyncHttpClient http,
      IdentityProvider<AwsCredentialsIdentity> credentials) {
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .httpClient(http)
            .credentialsProvider(credentials)
            .crossRegionAccessEnabled(true)
            .overrideConfiguration(
                o -> o.retryStrategy(ClockRetry.create()).defaultProfileName(config.profile()));
    if (config.region() != null) {
      builder.region(Region.of(config.region()));
    }
    return new S3PayloadStore(builder.build());
  }

  @Override
  public CompletableFuture<String> get(PayloadPointer pointer, String message) {
    return answer(
        "GetObject",
        message,
        client.getObject(
            // One byte more than announced tells that there are more, and is all that is read.
            r -> r.bucket(pointer.bucket()).key(pointer.key()).range("bytes=0-" + pointer.bytes()),
            AsyncResponseTransformer.toBytes()),
        bytes -> text(bytes, pointer));
  }

  @Override
  public CompletableFuture<Void> delete(PayloadPointer pointer, String message) {
    return answer(
        "DeleteObject",
        message,
        client.deleteObject(r -> r.bucket(pointer.bucket()).key(pointer.key())),
        S3PayloadStore::nothing);
  }

  private static <A> @Nullable Void nothing(A answer) {
    return null;
  }

  private static String text(BytesWrapper answer, PayloadPointer pointer) {
    ByteBuffer bytes = answer.asByteBuffer();
    if (bytes.remaining() > pointer.bytes()) {
      throw new PoisonException(
          "its payload in S3 is longer than the " + pointer.bytes() + " bytes that it announces");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new PoisonException("its payload in S3 is no text in UTF-8");
    }
  }

  private <A, T extends @Nullable Object> CompletableFuture<T> answer(
      String action, String message, CompletableFuture<A> request, Function<A, T> convert) {
    CompletableFuture<T> result = new CompletableFuture<>();
    request.whenComplete(
        (answer, error) -> {
          try {
            if (error != null) {
              result.completeExceptionally(translate(error, action, message));
            } else {
              result.complete(convert.apply(answer));
            }
          } catch (PoisonException e) {
            result.completeExceptionally(e);
          } catch (Throwable e) {
            // Whatever it is, an Error too: somebody waits for this future. Its text may quote the
            // answer.
            result.completeExceptionally(
                new ConnectException(
                    "S3 %s for message %s: the answer cannot be read (%s)"
                        .formatted(action, message, e.getClass().getName())));
          }
        });
    return result;
  }

  private static ConnectException translate(Throwable error, String action, String message) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    if (cause instanceof AwsServiceException answer
        && answer.statusCode() == RANGE_NOT_SATISFIABLE) {
      return new PoisonException("its payload in S3 is empty");
    }
    return AwsErrors.ofPayload(error, action, message);
  }

  @Override
  public void close() {
    client.close();
  }
}
