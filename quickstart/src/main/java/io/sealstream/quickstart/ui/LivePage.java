package io.sealstream.quickstart.ui;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * The page, served on 127.0.0.1 and nowhere else, with what Connect serves its REST API: Jersey on
 * Jetty. Thread-safe.
 */
public final class LivePage implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int THREADS = 8;

  private final Server server;
  private final int port;
  private final Sampler sampler;
  private final RunState run;

  private LivePage(Server server, int port, Sampler sampler, RunState run) {
    this.server = server;
    this.port = port;
    this.sampler = sampler;
    this.run = run;
  }

  /**
   * Reads the pipeline a first time, and serves the page.
   *
   * @param pipeline what to show
   * @param columns the names of the cells of its rows
   * @param port where; 0 takes a free one
   * @throws Exception if the server does not start; an IOException if the port cannot be had
   */
  public static LivePage start(LivePipeline pipeline, List<String> columns, int port)
      throws Exception {
    long begin = System.nanoTime();
    LongSupplier nanos = () -> System.nanoTime() - begin;
    RunState run = new RunState();
    FollowedLogins followed = new FollowedLogins(nanos);
    Sampler sampler = new Sampler(pipeline, followed, nanos);
    Server server = new Server(threads());
    ServerConnector connector = connector(server, port);
    try {
      ResourceConfig resources =
          new ResourceConfig()
              .property(ServerProperties.WADL_FEATURE_DISABLE, true)
              // Only what is named here: what a class path happens to hold answers errors its own
              // way, with the text that a parser stumbled over.
              .property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
              .property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
              .register(new JacksonJsonProvider())
              .register(new SameOrigin(connector.getLocalPort()))
              .register(new SmallRequests())
              .register(new SafeHeaders())
              .register(new Failures())
              .register(new PageResource())
              .register(new StateResource(run, sampler, followed, columns, nanos))
              .register(new LoginsResource(pipeline, run, followed, sampler))
              .register(new ConnectorsResource(pipeline, run, sampler));
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServlet(new ServletHolder(new ServletContainer(resources)), "/*");
      server.setHandler(context);
      server.setErrorHandler(LivePage::refuse);
      server.start();
      sampler.start();
      return new LivePage(server, connector.getLocalPort(), sampler, run);
    } catch (Exception e) {
      connector.close();
      server.stop();
      throw e;
    }
  }

  /** The page's address. */
  public String url() {
    return "http://" + HOST + ":" + port + "/";
  }

  /** Counts messages of the run that the queue took. */
  public void sent(long count) {
    run.addSent(count);
  }

  /** Says that the run is over, after which logins and orders are taken from the page. */
  public void runIsOver() {
    run.end();
  }

  /** Ends the server and the reading, and waits for both. */
  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("The page's server did not stop", e);
    } finally {
      sampler.close();
    }
  }

  /** What is no request at all never gets to the resources; its answer has nothing of it. */
  private static boolean refuse(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, "{\"error\":\"The request was not understood.\"}", callback);
    return true;
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("ui");
    threads.setDaemon(true);
    return threads;
  }

  /** Bound already, so that the port is known and another's is found before anything starts. */
  private static ServerConnector connector(Server server, int port) throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(HOST);
    connector.setPort(port);
    connector.open();
    server.addConnector(connector);
    return connector;
  }
}
