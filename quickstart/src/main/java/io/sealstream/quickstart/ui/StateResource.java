package io.sealstream.quickstart.ui;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.LongSupplier;

/** How the pipeline is. */
@Path("/api/state")
@Produces(MediaType.APPLICATION_JSON)
public final class StateResource {
  private static final double NANOS = 1e9;

  private final RunState run;
  private final Sampler sampler;
  private final FollowedLogins followed;
  private final List<String> columns;
  private final LongSupplier nanos;

  StateResource(
      RunState run,
      Sampler sampler,
      FollowedLogins followed,
      List<String> columns,
      LongSupplier nanos) {
    this.run = run;
    this.sampler = sampler;
    this.followed = followed;
    this.columns = columns;
    this.nanos = nanos;
  }

  /** The last reading, and its age. */
  @GET
  public Object state() {
    List<FollowedLogins.Followed> logins = followed.all();
    Sampler.Sample sample = sampler.latest();
    long now = nanos.getAsLong();
    return new State(
        run.id(),
        run.isOver(),
        run.sent(),
        now / NANOS,
        (now - sample.readAt()) / NANOS,
        sample.problem(),
        sample.reading(),
        columns,
        sample.history(),
        logins);
  }
}
