package io.sealstream.quickstart.ui;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** Orders to the connectors of the run, once it has counted its messages. */
@Path("/api/connectors/{name}/{order}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ConnectorsResource {
  private static final Map<String, LivePipeline.Order> ORDERS =
      Map.of(
          "pause", LivePipeline.Order.PAUSE,
          "resume", LivePipeline.Order.RESUME,
          "restart", LivePipeline.Order.RESTART);

  private final LivePipeline pipeline;
  private final RunState run;
  private final Sampler sampler;

  ConnectorsResource(LivePipeline pipeline, RunState run, Sampler sampler) {
    this.pipeline = pipeline;
    this.run = run;
    this.sampler = sampler;
  }

  /** What was ordered. */
  record Ordered(String connector, LivePipeline.Order order) {}

  /** Hands the order to the worker. Its body is any JSON object, which no form can send. */
  @POST
  public Object order(
      @PathParam("name") String name, @PathParam("order") String word, Map<String, Object> body)
      throws PipelineException {
    LivePipeline.Order order = ORDERS.get(word);
    if (order == null || !isOfThisRun(name)) {
      throw RefusedRequestException.notFound();
    }
    run.requireOver();
    pipeline.order(name, order);
    sampler.wake();
    return new Ordered(name, order);
  }

  private boolean isOfThisRun(String name) {
    Reading reading = sampler.latest().reading();
    return reading != null
        && reading.connectors().stream().anyMatch(connector -> connector.name().equals(name));
  }
}
