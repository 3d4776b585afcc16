package io.sealstream.quickstart.ui;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The files of the page, which are in the jar. */
@Path("/")
public final class PageResource {
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "page.css", "text/css; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "chart.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  /** Has no state. */
  public PageResource() {}

  /** The page. */
  @GET
  public Response index() throws IOException {
    return file("index.html");
  }

  /** A file that the page needs. */
  @GET
  @Path("{name}")
  public Response file(@PathParam("name") String name) throws IOException {
    String type = TYPES.get(name);
    if (type == null) {
      throw RefusedRequestException.notFound();
    }
    try (InputStream in = PageResource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("The jar lacks " + name);
      }
      return Response.ok(in.readAllBytes(), type).build();
    }
  }
}
