package io.sealstream.benchmarks.rig;

import java.util.UUID;

/** What the sender of a message is told. */
record SendReceipt(UUID messageId, long sequence) {}
