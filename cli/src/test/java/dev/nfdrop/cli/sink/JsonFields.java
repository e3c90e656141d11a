package dev.nfdrop.cli.sink;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The values of a JSON object by their path: `netns.inode`, `packet.flags[]`.
///
/// Values of the same path, in arrays, are joined by commas. A name twice in an object fails.
final class JsonFields {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, String> fields = new TreeMap<>();

  static Map<String, String> of(String json) {
    var fields = new JsonFields();
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      fields.object(parser, "");
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one value: " + json);
      }
    }
    return fields.fields;
  }

  private void object(JsonParser parser, String prefix) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = prefix + parser.currentName();
      parser.nextToken();
      value(parser, name);
    }
  }

  private void value(JsonParser parser, String name) {
    switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, name + ".");
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, name + "[]");
        }
      }
      default -> fields.merge(name, parser.getString(), (first, second) -> first + "," + second);
    }
  }
}
