package dev.nfdrop.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes records up, whatever their components are: a component that is added is made up as well.
public final class RandomRecord {
  private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant YEAR_9999 = Instant.parse("9999-12-31T23:59:59Z");
  private static final int NANOS = 1_000_000_000;

  private final RandomGenerator random;
  private final Map<Class<?>, Supplier<?>> special;

  /// @param special makes the values of these types, instead of chance
  public RandomRecord(RandomGenerator random, Map<Class<?>, Supplier<?>> special) {
    this.random = random;
    this.special = special;
  }

  /// A record of a type, or of one of the types that a sealed interface permits.
  public <T> T of(Class<T> type) {
    return type.cast(value(type));
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      var element = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return random.nextBoolean() ? Optional.of(value(element)) : Optional.empty();
      }
      if (generic.getRawType() == List.class) {
        var list = new ArrayList<Object>();
        for (int left = random.nextInt(4); left > 0; left--) {
          list.add(value(element));
        }
        return List.copyOf(list);
      }
      throw new AssertionError("teach RandomRecord to make up " + type);
    }
    return value((Class<?>) type);
  }

  private Object value(Class<?> type) {
    var given = special.get(type);
    if (given != null) {
      return given.get();
    }
    if (type.isRecord()) {
      return make(type);
    }
    if (type.isSealed()) {
      var permitted = type.getPermittedSubclasses();
      return value(permitted[random.nextInt(permitted.length)]);
    }
    if (type.isEnum()) {
      var constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    return simple(type);
  }

  private Object simple(Class<?> type) {
    return switch (type.getName()) {
      case "int" -> random.nextInt();
      case "long" -> random.nextLong();
      case "boolean" -> random.nextBoolean();
      case "java.lang.String" -> text();
      case "java.util.OptionalInt" ->
          random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty();
      case "java.util.OptionalLong" ->
          random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
      case "java.time.Instant" ->
          Instant.ofEpochSecond(
              random.nextLong(YEAR_ONE.getEpochSecond(), YEAR_9999.getEpochSecond()),
              random.nextInt(NANOS));
      default -> throw new AssertionError("teach RandomRecord to make up " + type);
    };
  }

  /// Any characters, control characters and halves of pairs included.
  private String text() {
    var text = new StringBuilder();
    for (int left = random.nextInt(12); left > 0; left--) {
      text.appendCodePoint(
          random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(Character.MAX_CODE_POINT));
    }
    return text.toString();
  }

  private Object make(Class<?> type) {
    var components = type.getRecordComponents();
    var values = Arrays.stream(components).map(c -> value(c.getGenericType())).toArray();
    try {
      return constructor(type, components).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot make up " + type, e);
    }
  }

  private static Constructor<?> constructor(Class<?> type, RecordComponent[] components)
      throws NoSuchMethodException {
    return type.getDeclaredConstructor(
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
  }
}
