package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection. It takes one request at a time: what a client pipelines waits until the
 * answer before it was written. Runs on its event loop alone and never blocks it.
 */
final class RigConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final AsciiString TARGET = AsciiString.cached("x-amz-target");
  private static final AsciiString REQUEST_ID = AsciiString.cached("x-amzn-requestid");
  private static final AsciiString QUERY_ERROR = AsciiString.cached("x-amzn-query-error");
  private static final AsciiString AWS_JSON = AsciiString.cached("application/x-amz-json-1.0");
  private static final AsciiString JSON_TYPE = AsciiString.cached("application/json");
  private static final String TARGET_PREFIX = "AmazonSQS.";
  private static final String CONTROL = "/rig/";
  private static final int TYPICAL_ANSWER_BYTES = 1024;

  /** What it writes is known to be well-formed; checking it again costs as much as writing it. */
  private static final HttpHeadersFactory HEADERS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private static final JsonFactory JSON = new JsonFactory();

  private final RigState state;
  private final RigControl control;
  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>(0);
  private @Nullable ChannelHandlerContext context;
  private @Nullable SqsCall call;
  private boolean busy;
  private boolean draining;

  RigConnection(RigState state, RigControl control) {
    this.state = state;
    this.control = control;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    waiting.add(request.retain());
    drain();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
    SqsCall open = call;
    if (open != null) {
      call = null;
      open.abandoned();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A client that went away, or a request that is no HTTP.
    ctx.close();
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (!busy && !waiting.isEmpty()) {
        FullHttpRequest request = waiting.remove();
        try {
          busy = true;
          begin(request);
        } finally {
          request.release();
        }
      }
    } finally {
      draining = false;
    }
  }

  private void begin(FullHttpRequest request) {
    if (request.uri().startsWith(CONTROL)) {
      control(request);
      return;
    }
    String target = request.headers().get(TARGET);
    if (target == null || !target.startsWith(TARGET_PREFIX)) {
      write(SqsErrors.unknownAction(String.valueOf(target)));
      return;
    }
    sqs(target.substring(TARGET_PREFIX.length()), request);
  }

  private void sqs(String action, FullHttpRequest request) {
    if (!state.actions().names().contains(action)) {
      write(SqsErrors.unknownAction(action));
      return;
    }
    Counters.Action counters = state.counters().of(action);
    counters.opened();
    SqsCall opened =
        new SqsCall(this, counters, state.faults().decide(action), state.roundTripNanos());
    call = opened;
    try {
      carryOut(action, request, opened);
    } catch (SqsException e) {
      opened.refuse(e);
    }
  }

  private void carryOut(String action, FullHttpRequest request, SqsCall opened) {
    FaultPlan.Decision fault = opened.fault();
    if (fault.is(Faults.Kind.HTTP_500)) {
      throw SqsErrors.internalFailure();
    }
    if (fault.is(Faults.Kind.THROTTLE)) {
      throw SqsErrors.throttled();
    }
    if (fault.is(Faults.Kind.DROP_BEFORE)) {
      opened.drop();
      return;
    }
    SqsRequest read = RequestReader.read(new ByteBufInputStream(request.content()));
    state.actions().handle(action, read, opened);
  }

  /** On another thread than the event loop: filling a queue takes its time. */
  private void control(FullHttpRequest request) {
    boolean get = request.method().equals(HttpMethod.GET);
    String path = request.uri();
    byte[] body = ByteBufUtil.getBytes(request.content());
    GlobalEventExecutor.INSTANCE.execute(
        () -> {
          RigControl.Answer answer = get ? control.get(path) : control.post(path, body);
          later(0, () -> write(answer));
        });
  }

  private void write(RigControl.Answer answer) {
    ByteBuf content = ByteBufUtil.writeUtf8(context().alloc(), answer.json());
    respond(HttpResponseStatus.valueOf(answer.status()), JSON_TYPE, content, null);
  }

  /** Runs {@code task} on this connection's event loop after a delay; from any thread. */
  void later(long delayNanos, Runnable task) {
    ChannelHandlerContext ctx = context();
    if (delayNanos > 0) {
      ctx.executor().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    } else if (ctx.executor().inEventLoop()) {
      task.run();
    } else {
      ctx.executor().execute(task);
    }
  }

  void drop() {
    context().close();
  }

  void write(AnswerBody body) {
    respond(HttpResponseStatus.OK, AWS_JSON, content(body), null);
  }

  void write(SqsException error) {
    ByteBuf content =
        content(
            json -> {
              json.writeStartObject();
              json.writeStringField("__type", error.type());
              json.writeStringField("message", error.text());
              json.writeEndObject();
            });
    respond(
        HttpResponseStatus.valueOf(error.status()),
        AWS_JSON,
        content,
        error.code() + (error.senderFault() ? ";Sender" : ";Receiver"));
  }

  private ByteBuf content(AnswerBody body) {
    ByteBuf content = context().alloc().buffer(TYPICAL_ANSWER_BYTES);
    try (JsonGenerator json =
        JSON.createGenerator((OutputStream) new ByteBufOutputStream(content))) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory does not fail", e);
    }
    return content;
  }

  private void respond(
      HttpResponseStatus status, AsciiString type, ByteBuf content, @Nullable String queryError) {
    call = null;
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content, HEADERS, HEADERS);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
        .set(REQUEST_ID, requestId());
    if (queryError != null) {
      response.headers().set(QUERY_ERROR, queryError);
    }
    context().writeAndFlush(response, context().voidPromise());
    busy = false;
    drain();
  }

  private static String requestId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("The connection is not open yet");
    }
    return context;
  }
}
