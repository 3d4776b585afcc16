package io.sealstream.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free TCP ports for servers that must know their port before they bind it. */
public final class FreePorts {
  /**
   * Ports that a system does not give away by itself. What it gives to outgoing connections begins
   * at 32768 on Linux and at 49152 on macOS (RFC 6335), unless somebody changed that, and one of
   * those may be taken in the seconds that a server needs until it binds it.
   */
  private static final int LEAST = 16_384;

  private static final int MOST = 32_767;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /**
   * Ports of the loopback interface that were free just now and differ from each other. Another
   * process may take one before it is bound; the server's own error then says so.
   *
   * @param count how many
   * @throws UncheckedIOException if there are not so many
   */
  public static List<Integer> find(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(bindAny());
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port was found", e);
    } finally {
      sockets.forEach(FreePorts::close);
    }
  }

  /** At random, so that two processes that look at the same time find different ones. */
  private static ServerSocket bindAny() throws IOException {
    BindException taken = new BindException();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST + 1);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        taken = e;
      }
    }
    throw taken;
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
