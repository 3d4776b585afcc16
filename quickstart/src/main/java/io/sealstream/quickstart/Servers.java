package io.sealstream.quickstart;

import java.nio.file.Path;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Everything that a run needs, up: the servers and their clients, the command pii and a keyset.
 *
 * @param endpoints where the servers are
 * @param queues a client of the SQS server
 * @param database where the table is
 * @param keyset the keyset's file
 * @param sinkFiles where sinks write that write files
 */
record Servers(
    Report.Endpoints endpoints,
    QueueClient queues,
    PGSimpleDataSource database,
    PiiCommand pii,
    Path keyset,
    SinkFiles sinkFiles) {}
