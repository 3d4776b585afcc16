package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaCacheTest {
  private final List<Schema> rewritten = new ArrayList<>();
  private final SchemaCache cache =
      new SchemaCache(
          schema -> {
            rewritten.add(schema);
            return new MaskedSchema(schema, null);
          });

  @Test
  void aSchemaIsRewrittenOnce() {
    Schema schema = schema(1);
    assertThat(cache.get(schema)).isSameAs(cache.get(schema));
    assertThat(rewritten).hasSize(1);
  }

  @Test
  void anEqualSchemaGetsTheSameResultWhateverTheObject() {
    assertThat(cache.get(schema(1))).isSameAs(cache.get(schema(1)));
    assertThat(rewritten).hasSize(1);
  }

  @Test
  void differentSchemasAreKeptApart() {
    assertThat(cache.get(schema(1)).schema()).isEqualTo(schema(1));
    assertThat(cache.get(schema(2)).schema()).isEqualTo(schema(2));
    assertThat(cache.get(schema(1)).schema()).isEqualTo(schema(1));
    assertThat(rewritten).hasSize(2);
  }

  @Test
  void theOldestMakesRoomWhenItIsFull() {
    for (int i = 0; i <= SchemaCache.CAPACITY; i++) {
      cache.get(schema(i));
    }
    rewritten.clear();
    for (int i = SchemaCache.CAPACITY; i > 0; i--) {
      cache.get(schema(i));
    }
    assertThat(rewritten).isEmpty();
    cache.get(schema(0));
    assertThat(rewritten).containsExactly(schema(0));
  }

  @Test
  void aSchemaThatMayChangeIsNotRemembered() {
    SchemaBuilder builder = SchemaBuilder.struct().field("a", Schema.STRING_SCHEMA);
    List<Schema> schemas =
        List.of(
            builder,
            SchemaBuilder.struct().field("user", builder).build(),
            SchemaBuilder.array(builder).build(),
            SchemaBuilder.map(Schema.STRING_SCHEMA, builder).build(),
            SchemaBuilder.map(builder, Schema.STRING_SCHEMA).build());
    for (Schema schema : schemas) {
      cache.get(schema);
      cache.get(schema);
      assertThat(rewritten).as(schema.type().toString()).containsExactly(schema, schema);
      rewritten.clear();
    }
  }

  @Test
  void nestedSchemasThatAreBuiltAreRemembered() {
    Schema inner = SchemaBuilder.array(schema(1)).build();
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, inner).build();
    assertThat(cache.get(schema)).isSameAs(cache.get(schema));
  }

  private static Schema schema(int version) {
    return SchemaBuilder.struct().version(version).field("ip", Schema.STRING_SCHEMA).build();
  }
}
