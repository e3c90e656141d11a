package dev.nfdrop.cli.sink;

import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// How records are written as JSON: in ASCII, what is not is escaped as JSON does it, so that a
/// terminal has nothing to interpret.
public final class JsonLines {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .characterEscapes(new DeleteEscape())
          .rootValueSeparator("")
          .build();

  private JsonLines() {}

  /// A generator of objects; whoever writes one ends its line.
  public static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }
}
