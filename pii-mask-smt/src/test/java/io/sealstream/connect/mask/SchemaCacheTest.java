package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaCacheTest {
  private final List<Schema> compiled = new ArrayList<>();
  private final SchemaCache cache =
      new SchemaCache(
          schema -> {
            compiled.add(schema);
            return Plan.of(schema, null);
          });

  @Test
  void aSchemaIsCompiledOnce() {
    Schema schema = schema(1);
    assertThat(cache.get(schema)).isSameAs(cache.get(schema));
    assertThat(compiled).hasSize(1);
  }

  @Test
  void anEqualSchemaGetsTheSameResultWhateverTheObject() {
    assertThat(cache.get(schema(1))).isSameAs(cache.get(schema(1)));
    assertThat(compiled).hasSize(1);
  }

  @Test
  void aSchemaWithBytesAsDefaultIsKnownByItsObjectAlone() {
    Schema one = bytes(new byte[] {1});
    Schema equal = bytes(new byte[] {1});
    assertThat(one).isEqualTo(equal);
    assertThat(cache.get(one)).isSameAs(cache.get(one));
    assertThat(cache.get(equal).target()).isSameAs(equal);
    assertThat(compiled).hasSize(2);
    cache.get(bytes(ByteBuffer.wrap(new byte[] {1})));
    cache.get(bytes(ByteBuffer.wrap(new byte[] {1})));
    assertThat(compiled).hasSize(3);
  }

  @Test
  void differentSchemasAreKeptApart() {
    assertThat(cache.get(schema(1)).target()).isEqualTo(schema(1));
    assertThat(cache.get(schema(2)).target()).isEqualTo(schema(2));
    assertThat(cache.get(schema(1)).target()).isEqualTo(schema(1));
    assertThat(compiled).hasSize(2);
  }

  @Test
  void theOldestMakesRoomWhenItIsFull() {
    for (int i = 0; i <= SchemaCache.CAPACITY; i++) {
      cache.get(schema(i));
    }
    compiled.clear();
    for (int i = SchemaCache.CAPACITY; i > 0; i--) {
      cache.get(schema(i));
    }
    assertThat(compiled).isEmpty();
    cache.get(schema(0));
    assertThat(compiled).containsExactly(schema(0));
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
      assertThat(compiled).as(schema.type().toString()).containsExactly(schema, schema);
      compiled.clear();
    }
  }

  @Test
  void nestedSchemasThatAreBuiltAreRemembered() {
    Schema inner = SchemaBuilder.array(schema(1)).build();
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, inner).build();
    assertThat(cache.get(schema)).isSameAs(cache.get(schema));
  }

  private static Schema bytes(Object value) {
    return SchemaBuilder.struct()
        .field("b", SchemaBuilder.bytes().defaultValue(value).build())
        .build();
  }

  private static Schema schema(int version) {
    return SchemaBuilder.struct().version(version).field("ip", Schema.STRING_SCHEMA).build();
  }
}
