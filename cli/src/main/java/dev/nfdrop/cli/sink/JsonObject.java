package dev.nfdrop.cli.sink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// A JSON object that was read, of which one asks for members by name and type. Foreign input: all
/// that does not fit throws an {@link IllegalJsonException}, which says what and not where.
public final class JsonObject {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// Strings, longs, booleans, lists and objects.
  private final Map<String, Object> members;

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  /// Reads a text that is one object and nothing else.
  public static JsonObject parse(String text) {
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalJsonException("not a JSON object");
      }
      var object = object(parser);
      if (parser.nextToken() != null) {
        throw new IllegalJsonException("something follows the JSON object");
      }
      return object;
    } catch (JacksonException e) {
      throw new IllegalJsonException("not JSON: " + e.getOriginalMessage());
    }
  }

  private static JsonObject object(JsonParser parser) {
    var members = new LinkedHashMap<String, Object>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return new JsonObject(members);
  }

  private static Object value(JsonParser parser) {
    var token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        var elements = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new IllegalJsonException("no value of ours: " + token);
    };
  }

  /// Whether there is such a member.
  public boolean has(String name) {
    return members.containsKey(name);
  }

  public String text(String name) {
    return required(name, optionalText(name));
  }

  public Optional<String> optionalText(String name) {
    return member(name, String.class, "a string");
  }

  public long number(String name) {
    return required(name, member(name, Long.class, "a whole number"));
  }

  public OptionalLong optionalNumber(String name) {
    return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
  }

  /// A number of Java's `int`.
  public int integer(String name) {
    return inside(name, number(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  public OptionalInt optionalInteger(String name) {
    return has(name) ? OptionalInt.of(integer(name)) : OptionalInt.empty();
  }

  /// An unsigned number of 32 bits.
  public int unsigned(String name) {
    return inside(name, number(name), 0, 0xffff_ffffL);
  }

  public OptionalInt optionalUnsigned(String name) {
    return has(name) ? OptionalInt.of(unsigned(name)) : OptionalInt.empty();
  }

  private static int inside(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalJsonException("\"%s\" is %d".formatted(name, value));
    }
    return (int) value;
  }

  public boolean flag(String name) {
    return required(name, member(name, Boolean.class, "true or false"));
  }

  public JsonObject object(String name) {
    return required(name, optionalObject(name));
  }

  public Optional<JsonObject> optionalObject(String name) {
    return member(name, JsonObject.class, "an object");
  }

  /// The objects of an array; none where there is no such member.
  public List<JsonObject> objects(String name) {
    return elements(name, JsonObject.class);
  }

  /// The strings of an array; none where there is no such member.
  public List<String> texts(String name) {
    return elements(name, String.class);
  }

  private <T> List<T> elements(String name, Class<T> type) {
    var elements = new ArrayList<T>();
    for (Object element : member(name, List.class, "an array").orElse(List.of())) {
      if (!type.isInstance(element)) {
        throw new IllegalJsonException("\"%s\" has elements of another kind".formatted(name));
      }
      elements.add(type.cast(element));
    }
    return elements;
  }

  private <T> Optional<T> member(String name, Class<T> type, String words) {
    var value = Optional.ofNullable(members.get(name));
    if (value.isPresent() && !type.isInstance(value.get())) {
      throw new IllegalJsonException("\"%s\" is not %s".formatted(name, words));
    }
    return value.map(type::cast);
  }

  private static <T> T required(String name, Optional<T> value) {
    return value.orElseThrow(() -> new IllegalJsonException("\"%s\" is missing".formatted(name)));
  }
}
