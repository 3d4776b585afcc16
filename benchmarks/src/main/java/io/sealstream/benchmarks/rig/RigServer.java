package io.sealstream.benchmarks.rig;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Listens on the loopback interface, and can stop listening for a while. */
final class RigServer {

  /** Far above any body, so that it is an action that says what is too large. */
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private static final int BACKLOG = 1024;

  private final ServerBootstrap bootstrap;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final int port;
  private Channel listening;

  /** Listens from now on; on a free port if {@code port} is 0. */
  RigServer(EventLoopGroup threads, int port, Supplier<RigConnection> connection) {
    this.bootstrap =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Initializer(connections, connection));
    this.listening = bind(port);
    this.port = ((InetSocketAddress) listening.localAddress()).getPort();
  }

  int port() {
    return port;
  }

  /** Stops listening and closes every connection. Not on an event loop. */
  synchronized void stop() {
    listening.close().syncUninterruptibly();
    connections.close().syncUninterruptibly();
  }

  /** Listens again, on the same port. Not on an event loop. */
  synchronized void resume() {
    if (!listening.isOpen()) {
      listening = bind(port);
    }
  }

  /** Stops now and listens again after a while; for the event loops, which may not wait. */
  synchronized void stopFor(long millis, EventLoopGroup threads) {
    listening.close();
    connections.close();
    threads.schedule(this::resumeLater, millis, TimeUnit.MILLISECONDS);
  }

  private synchronized void resumeLater() {
    if (!listening.isOpen()) {
      listening = bootstrap.bind(address(port)).channel();
    }
  }

  private Channel bind(int at) {
    return bootstrap.bind(address(at)).syncUninterruptibly().channel();
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** What a connection is made of. */
  private static final class Initializer extends ChannelInitializer<SocketChannel> {
    private final ChannelGroup connections;
    private final Supplier<RigConnection> connection;

    Initializer(ChannelGroup connections, Supplier<RigConnection> connection) {
      this.connections = connections;
      this.connection = connection;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
          .addLast(connection.get());
    }
  }
}
