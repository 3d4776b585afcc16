package io.sealstream.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Empties a queue with as little work of its own as possible: no signatures, no JSON library, no
 * check of MD5s, so that what is measured is the server.
 */
final class DrainLoad {

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final int THREADS = 2;
  private static final int BATCH = 10;
  private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private final String queueUrl;
  private final long messages;
  private final CountDownLatch ended;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();
  private final AtomicReference<@Nullable Mark> halfTime = new AtomicReference<>();
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

  private DrainLoad(String queueUrl, long messages, int connections) {
    this.queueUrl = queueUrl;
    this.messages = messages;
    this.ended = new CountDownLatch(connections);
  }

  /**
   * The second half of a run.
   *
   * @param cpuMicrosPerRequest what this process spent, client and server together, on all cores
   */
  record Result(double requestsPerSecond, double cpuMicrosPerRequest) {}

  private record Mark(long requests, long nanos, long cpuNanos) {}

  /**
   * Receives and deletes until the queue is empty.
   *
   * @param messages how many are in it
   * @throws IllegalStateException when a request fails
   */
  static Result run(URI endpoint, String queueUrl, int connections, long messages)
      throws InterruptedException {
    EventLoopGroup threads =
        new NioEventLoopGroup(THREADS, new DefaultThreadFactory("drain-load", true));
    try {
      DrainLoad load = new DrainLoad(queueUrl, messages, connections);
      Bootstrap bootstrap = load.bootstrap(threads);
      List<Channel> channels = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        channels.add(bootstrap.connect(endpoint.getHost(), endpoint.getPort()).sync().channel());
      }
      channels.forEach(channel -> channel.pipeline().fireUserEventTriggered(load));
      load.ended.await();
      return load.result();
    } finally {
      threads.shutdownGracefully();
    }
  }

  private Bootstrap bootstrap(EventLoopGroup threads) {
    return new Bootstrap()
        .group(threads)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(MAX_ANSWER_BYTES))
                    .addLast(new Loop());
              }
            });
  }

  private Result result() {
    String failed = trouble.get();
    Mark half = halfTime.get();
    if (failed != null || half == null) {
      throw new IllegalStateException("The queue was not emptied: " + failed);
    }
    Mark end = mark();
    double count = end.requests - half.requests;
    return new Result(
        count / ((end.nanos - half.nanos) / 1e9), (end.cpuNanos - half.cpuNanos) / 1e3 / count);
  }

  private Mark mark() {
    return new Mark(requests.get(), System.nanoTime(), PROCESS.getProcessCpuTime());
  }

  private void deletedMore(int count) {
    long sum = deleted.addAndGet(count);
    if (sum >= messages / 2 && halfTime.get() == null) {
      halfTime.compareAndSet(null, mark());
    }
  }

  /** One connection: receive, delete, receive, until a receive gets nothing. */
  private final class Loop extends SimpleChannelInboundHandler<FullHttpResponse> {

    private int deleting;
    private boolean done;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object start) {
      receive(ctx);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse answer) {
      requests.incrementAndGet();
      if (!answer.status().equals(HttpResponseStatus.OK)) {
        trouble.set("an answer was " + answer.status());
        end(ctx);
      } else if (deleting > 0) {
        deletedMore(deleting);
        deleting = 0;
        receive(ctx);
      } else {
        delete(ctx, answer.content());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (!done) {
        trouble.set("a connection was closed");
        end(ctx);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      trouble.set(String.valueOf(cause));
      end(ctx);
    }

    private void receive(ChannelHandlerContext ctx) {
      post(
          ctx,
          "ReceiveMessage",
          "{\"QueueUrl\":\"" + queueUrl + "\",\"MaxNumberOfMessages\":" + BATCH + "}");
    }

    private void delete(ChannelHandlerContext ctx, ByteBuf received) {
      List<String> handles = handles(received.toString(StandardCharsets.UTF_8));
      if (handles.isEmpty()) {
        end(ctx);
        return;
      }
      deleting = handles.size();
      StringBuilder json = new StringBuilder("{\"QueueUrl\":\"").append(queueUrl);
      json.append("\",\"Entries\":[");
      for (int i = 0; i < handles.size(); i++) {
        json.append(i == 0 ? "" : ",").append("{\"Id\":\"").append(i);
        json.append("\",\"ReceiptHandle\":\"").append(handles.get(i)).append("\"}");
      }
      post(ctx, "DeleteMessageBatch", json.append("]}").toString());
    }

    private static List<String> handles(String answer) {
      String before = "\"ReceiptHandle\":\"";
      List<String> handles = new ArrayList<>(BATCH);
      int at = answer.indexOf(before);
      while (at >= 0) {
        int from = at + before.length();
        int to = answer.indexOf('"', from);
        handles.add(answer.substring(from, to));
        at = answer.indexOf(before, to);
      }
      return handles;
    }

    private void post(ChannelHandlerContext ctx, String action, String json) {
      ByteBuf content = ctx.alloc().buffer(json.length());
      content.writeCharSequence(json, StandardCharsets.US_ASCII);
      DefaultFullHttpRequest request =
          new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", content);
      request
          .headers()
          .set(HttpHeaderNames.HOST, "127.0.0.1")
          .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
          .set("x-amz-target", "AmazonSQS." + action);
      ctx.writeAndFlush(request, ctx.voidPromise());
    }

    private void end(ChannelHandlerContext ctx) {
      if (!done) {
        done = true;
        ended.countDown();
        ctx.close();
      }
    }
  }
}
