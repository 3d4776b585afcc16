package io.sealstream.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The table of the Iceberg sink, as far as its metadata tells: a JDBC catalog names the table's
 * metadata file, and the current snapshot's summary in there says how many records are committed
 * (Iceberg's table specification, "Snapshots"). The data files are not read. Not thread-safe.
 */
final class IcebergTable implements SinkStore {
  private static final String NAMESPACE = "lake";
  private static final String TABLE = "user_logins";

  private final ObjectMapper json = new ObjectMapper();
  private final Connection catalog;
  private String lastMetadata = "";
  private long lastCount;

  private IcebergTable(Connection catalog) {
    this.catalog = catalog;
  }

  /** Opens a connection to the catalog, whose tables the running sink has made. */
  static IcebergTable open(DataSource catalog) {
    try {
      return new IcebergTable(catalog.getConnection());
    } catch (SQLException e) {
      throw QuickstartException.of("The catalog cannot be reached", e);
    }
  }

  @Override
  public Sink sink() {
    return Sink.ICEBERG;
  }

  @Override
  public long count() {
    String metadata = metadataLocation();
    if (metadata != null && !metadata.equals(lastMetadata)) {
      // A file of metadata never changes: a commit writes another.
      lastCount = committedRecords(metadata);
      lastMetadata = metadata;
    }
    return lastCount;
  }

  @Override
  public Comparison compare(long records, long rejected) {
    long count = count();
    return new Comparison(
        count == records,
        "%s committed to %s.%s, %s the topic has (by its metadata; no data file is read here)"
            .formatted(
                Sentences.count(count, "record"),
                NAMESPACE,
                TABLE,
                count == records ? "as many as" : "not the %,d that".formatted(records)));
  }

  /** Null while the table has no record yet, which is when the sink makes it. */
  private @Nullable String metadataLocation() {
    try (PreparedStatement query =
        catalog.prepareStatement(
            "SELECT metadata_location FROM iceberg_tables"
                + " WHERE table_namespace = ? AND table_name = ?")) {
      query.setString(1, NAMESPACE);
      query.setString(2, TABLE);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? found.getString(1) : null;
      }
    } catch (SQLException e) {
      throw QuickstartException.of("The catalog cannot be read", e);
    }
  }

  private long committedRecords(String location) {
    try {
      JsonNode metadata = json.readTree(Files.readAllBytes(path(location)));
      long current = metadata.path("current-snapshot-id").asLong(-1);
      for (JsonNode snapshot : metadata.path("snapshots")) {
        if (snapshot.path("snapshot-id").asLong() == current) {
          return snapshot.path("summary").path("total-records").asLong();
        }
      }
      return 0; // made, and nothing committed yet
    } catch (IOException e) {
      throw QuickstartException.of("The metadata of the Iceberg table cannot be read", e);
    }
  }

  private static Path path(String location) {
    return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
  }

  @Override
  public void close() {
    try {
      catalog.close();
    } catch (SQLException e) {
      throw QuickstartException.of("The catalog cannot be closed", e);
    }
  }
}
