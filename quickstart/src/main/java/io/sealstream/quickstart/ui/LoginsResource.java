package io.sealstream.quickstart.ui;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Logins that somebody sends by the page, once the run has counted its own. */
@Path("/api/logins")
@Produces(MediaType.APPLICATION_JSON)
public final class LoginsResource {
  private static final int GENERATED_MAX = 1_000;

  private final LivePipeline pipeline;
  private final RunState run;
  private final FollowedLogins followed;
  private final Sampler sampler;

  LoginsResource(LivePipeline pipeline, RunState run, FollowedLogins followed, Sampler sampler) {
    this.pipeline = pipeline;
    this.run = run;
    this.followed = followed;
    this.sampler = sampler;
  }

  /** The id that the queue gave a message. */
  record Sent(String messageId) {}

  /** How many logins to generate, or how many were sent. */
  record Count(int count) {}

  /** A login to begin with. */
  @GET
  @Path("example")
  public Object example() {
    return Login.of(pipeline.generate(1).get(0));
  }

  /** Sends one login, which the state follows from then on. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Object send(@Nullable Login login) throws PipelineException {
    run.requireOver();
    if (login == null || login.isTooLong()) {
      throw RefusedRequestException.badRequest(
          "A login is a JSON object whose fields are texts of at most %d characters."
              .formatted(Login.TEXT_MAX));
    }
    String messageId = send(List.of(login.body())).get(0);
    followed.add(messageId);
    sampler.wake();
    return new Sent(messageId);
  }

  /** Sends generated logins. */
  @POST
  @Path("generated")
  @Consumes(MediaType.APPLICATION_JSON)
  public Object sendGenerated(@Nullable Count wanted) throws PipelineException {
    run.requireOver();
    if (wanted == null || wanted.count() < 1 || wanted.count() > GENERATED_MAX) {
      throw RefusedRequestException.badRequest(
          "The count must be from 1 to %,d.".formatted(GENERATED_MAX));
    }
    int sent = send(pipeline.generate(wanted.count())).size();
    sampler.wake();
    return new Count(sent);
  }

  /** Sends them, and counts each when the queue has it: of a failure, those before it are there. */
  private List<String> send(List<String> bodies) throws PipelineException {
    List<String> ids = new ArrayList<>();
    pipeline.send(
        bodies,
        id -> {
          run.addSent(1);
          ids.add(id);
        });
    return ids;
  }
}
