package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * The table lake.user_logins as any reader finds it: the catalog names the metadata, the metadata
 * the current snapshot, its manifests the data files, and DuckDB reads these. A listing of the
 * folder would not do, since a task that fails leaves files there that no snapshot has. There are
 * no delete files: the sink only appends.
 */
final class LakeTable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DELETED = 2;

  private final DataSource catalog;

  LakeTable(DataSource catalog) {
    this.catalog = catalog;
  }

  /** Nothing before the sink has made its catalog and the table. */
  List<Table.Row> rows() {
    try {
      List<String> files = dataFiles();
      return files.isEmpty() ? List.of() : read(files);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("lake.user_logins cannot be read", e);
    }
  }

  private static List<Table.Row> read(List<String> files) throws SQLException {
    String list =
        files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(",", "[", "]"));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT * FROM read_parquet(" + list + ", hive_partitioning = false)")) {
      List<Table.Row> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(
            new Table.Row(
                found.getString("message_id"),
                found.getString("user_id"),
                found.getString("device_type"),
                found.getString("masked_ip"),
                found.getString("masked_device_id"),
                found.getString("locale"),
                found.getString("app_version"),
                LocalDate.parse(found.getString("create_date"))));
      }
      return rows;
    }
  }

  private List<String> dataFiles() throws SQLException, IOException {
    List<String> files = new ArrayList<>();
    String metadata = metadataLocation();
    if (metadata != null) {
      for (String manifest : manifests(JSON.readTree(Path.of(metadata).toFile()))) {
        forEachRecord(manifest, entry -> addLive(entry, files));
      }
    }
    return files;
  }

  private String metadataLocation() throws SQLException {
    try (Connection connection = catalog.getConnection()) {
      return hasTables(connection) ? metadataLocation(connection) : null;
    }
  }

  private static boolean hasTables(Connection connection) throws SQLException {
    try (ResultSet found =
        connection.getMetaData().getTables(null, null, "iceberg_tables", new String[] {"TABLE"})) {
      return found.next();
    }
  }

  private static String metadataLocation(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = 'lake'"
                    + " AND table_namespace = 'lake' AND table_name = 'user_logins'")) {
      return found.next() ? found.getString(1) : null;
    }
  }

  private static List<String> manifests(JsonNode metadata) throws IOException {
    List<String> manifests = new ArrayList<>();
    for (JsonNode snapshot : metadata.path("snapshots")) {
      if (snapshot.path("snapshot-id").equals(metadata.path("current-snapshot-id"))) {
        forEachRecord(
            snapshot.path("manifest-list").asText(),
            manifest -> manifests.add(manifest.get("manifest_path").toString()));
      }
    }
    return manifests;
  }

  private static void addLive(GenericRecord entry, List<String> files) {
    if ((int) entry.get("status") != DELETED) {
      files.add(((GenericRecord) entry.get("data_file")).get("file_path").toString());
    }
  }

  private static void forEachRecord(String avroFile, Consumer<GenericRecord> action)
      throws IOException {
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(Path.of(avroFile).toFile(), new GenericDatumReader<>())) {
      reader.forEach(action);
    }
  }
}
