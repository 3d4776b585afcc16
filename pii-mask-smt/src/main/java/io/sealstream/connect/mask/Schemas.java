package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** What schemas have in common. */
final class Schemas {
  private Schemas() {}

  /** Copies everything that is neither the type nor the default. */
  static void copy(Schema source, SchemaBuilder target) {
    copyUse(source, target);
    if (source.name() != null) {
      target.name(source.name());
    }
    if (source.version() != null) {
      target.version(source.version());
    }
    if (source.parameters() != null) {
      target.parameters(source.parameters());
    }
  }

  /** Copies what does not depend on the type: whether it is optional, and the documentation. */
  static void copyUse(Schema source, SchemaBuilder target) {
    if (source.isOptional()) {
      target.optional();
    }
    if (source.doc() != null) {
      target.doc(source.doc());
    }
  }
}
