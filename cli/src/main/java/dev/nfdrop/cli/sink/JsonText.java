package dev.nfdrop.cli.sink;

import tools.jackson.core.JsonGenerator;

/// Writes strings that are made on the spot, without a `String` for each.
final class JsonText {
  private static final int CAPACITY = 256;

  private final JsonGenerator json;
  private final StringBuilder text = new StringBuilder(CAPACITY);
  private final char[] characters = new char[CAPACITY];

  JsonText(JsonGenerator json) {
    this.json = json;
  }

  /// An empty builder; what is appended to it becomes a string at {@link #end}.
  StringBuilder begin() {
    text.setLength(0);
    return text;
  }

  void end() {
    int length = text.length();
    if (length > CAPACITY) {
      json.writeString(text.toString());
      return;
    }
    text.getChars(0, length, characters, 0);
    json.writeString(characters, 0, length);
  }
}
