package dev.nfdrop.cli.sink;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;

/// JSON's own escapes and DEL, the one control character that JSON lets pass in ASCII.
final class DeleteEscape extends CharacterEscapes {
  private static final long serialVersionUID = 1;
  private static final int DELETE = 0x7f;

  private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

  DeleteEscape() {
    escapes[DELETE] = CharacterEscapes.ESCAPE_STANDARD;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return escapes.clone();
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    return null;
  }
}
