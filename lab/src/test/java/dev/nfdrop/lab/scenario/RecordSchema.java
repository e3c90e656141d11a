package dev.nfdrop.lab.scenario;

import static com.networknt.schema.SpecificationVersion.DRAFT_2020_12;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import dev.nfdrop.lab.Vms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/// What docs/events/record.schema.json says of the lines of `nfdrop --json`.
final class RecordSchema {
  private static final Schema SCHEMA = read();

  private RecordSchema() {}

  /// Fails unless a line is a record as users were told.
  static void check(String line) {
    assertThat(SCHEMA.validate(line, InputFormat.JSON)).as(line).isEmpty();
  }

  private static Schema read() {
    var file = Vms.labFolder().resolveSibling("docs/events/record.schema.json");
    try {
      return SchemaRegistry.withDefaultDialect(DRAFT_2020_12).getSchema(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
