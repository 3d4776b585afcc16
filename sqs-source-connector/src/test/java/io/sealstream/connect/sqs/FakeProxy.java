package io.sealstream.connect.sqs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy that opens tunnels (CONNECT) and remembers what it was asked for. */
final class FakeProxy implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final @Nullable String authorization;

  /**
   * @param authorization the Proxy-Authorization that it asks for, or null for none
   */
  FakeProxy(@Nullable String authorization) throws IOException {
    this.authorization = authorization;
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The heads of the requests for a tunnel. */
  List<String> asked() {
    return asked;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      asked.add(head);
      boolean welcome =
          authorization == null
              || head.toLowerCase().contains("proxy-authorization: " + authorization.toLowerCase());
      if (!welcome) {
        reply(client, "407 Proxy Authentication Required\r\nContent-Length: 0");
        return;
      }
      String[] target = head.split(" ")[1].split(":");
      try (Socket upstream = new Socket(target[0], Integer.parseInt(target[1]))) {
        reply(client, "200 Connection established");
        threads.execute(() -> pipe(upstream, client));
        pipe(client, upstream);
      }
    } catch (IOException e) {
      // one of the two has closed
    }
  }

  private static void reply(Socket client, String text) throws IOException {
    client
        .getOutputStream()
        .write(("HTTP/1.1 " + text + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("closed");
      }
      head.append((char) read);
    }
    return head.toString();
  }

  private static void pipe(Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // one of the two has closed
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
