package dev.nfdrop.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One message between a [Vm] and the [Agent] in it: a tag byte, and then the components in order.
/// Numbers are big-endian; texts and bytes have their length, four bytes, before them; constants go
/// by name.
///
/// A command's number is chosen by the host, and no two commands of one guest have the same.
sealed interface Frame {

  /// From the host: run this.
  record Start(int id, List<String> words, String input) implements Frame {
    public Start {
      words = List.copyOf(words);
    }
  }

  /// From the host: send it this signal.
  record Send(int id, Signal signal) implements Frame {}

  /// From the host: end it and what it started.
  record Kill(int id) implements Frame {}

  /// From the agent, first: it listens.
  record Ready(String kernelRelease) implements Frame {}

  /// From the agent: the command wrote this.
  @SuppressWarnings("ArrayRecordComponent") // moved, never compared
  record Wrote(int id, Stream stream, byte[] bytes) implements Frame {}

  /// From the agent: the command ended, and all that it wrote has been sent.
  record Ended(int id, int exitStatus) implements Frame {}

  /// From the agent: the command could not be started.
  record Failed(int id, String reason) implements Frame {}

  /// No text or block of bytes is longer: a greater length means that the stream is out of step.
  int MAX_BYTES = 16 << 20;

  /// Writes this frame; the caller flushes.
  default void write(DataOutputStream out) throws IOException {
    switch (this) {
      case Start(var id, var words, var input) -> {
        tag(out, 'S', id);
        out.writeInt(words.size());
        for (var word : words) {
          writeText(out, word);
        }
        writeText(out, input);
      }
      case Send(var id, var signal) -> {
        tag(out, 'N', id);
        writeText(out, signal.name());
      }
      case Kill(var id) -> tag(out, 'K', id);
      case Ready(var kernelRelease) -> {
        tag(out, 'R', 0);
        writeText(out, kernelRelease);
      }
      case Wrote(var id, var stream, var bytes) -> {
        tag(out, 'W', id);
        writeText(out, stream.name());
        writeBytes(out, bytes);
      }
      case Ended(var id, var exitStatus) -> {
        tag(out, 'E', id);
        out.writeInt(exitStatus);
      }
      case Failed(var id, var reason) -> {
        tag(out, 'F', id);
        writeText(out, reason);
      }
    }
  }

  /// Reads the next frame.
  ///
  /// @throws java.io.EOFException if the stream has ended
  /// @throws IOException if these are not the bytes of a frame
  static Frame read(DataInputStream in) throws IOException {
    var tag = in.readByte();
    var id = in.readInt();
    return switch (tag) {
      case 'S' -> new Start(id, readWords(in), readText(in));
      case 'N' -> new Send(id, readConstant(in, Signal.class));
      case 'K' -> new Kill(id);
      case 'R' -> new Ready(readText(in));
      case 'W' -> new Wrote(id, readConstant(in, Stream.class), readBytes(in));
      case 'E' -> new Ended(id, in.readInt());
      case 'F' -> new Failed(id, readText(in));
      default -> throw new IOException("no frame starts with byte " + tag);
    };
  }

  private static void tag(DataOutputStream out, char tag, int id) throws IOException {
    out.writeByte(tag);
    out.writeInt(id);
  }

  private static List<String> readWords(DataInputStream in) throws IOException {
    var count = length(in);
    var words = new ArrayList<String>();
    for (var i = 0; i < count; i++) {
      words.add(readText(in));
    }
    return words;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    var bytes = new byte[length(in)];
    in.readFully(bytes);
    return bytes;
  }

  private static int length(DataInputStream in) throws IOException {
    var length = in.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("a length of " + length + " bytes, expected 0 to " + MAX_BYTES);
    }
    return length;
  }

  private static <E extends Enum<E>> E readConstant(DataInputStream in, Class<E> type)
      throws IOException {
    var name = readText(in);
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new IOException("no %s is named %s".formatted(type.getSimpleName(), name), e);
    }
  }
}
