package dev.nfdrop.cli.capture;

import dev.nfdrop.cli.sink.DropJson;
import dev.nfdrop.cli.sink.JsonObject;
import dev.nfdrop.cli.sink.LostJson;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.PacketDecoder;

/// Passes on what the text of a block tells, as [RecordText] writes it.
final class RecordReader {
  private RecordReader() {}

  /// @param frame the bytes of the block; none where it is not a packet's
  /// @throws dev.nfdrop.cli.sink.IllegalJsonException if the text is not what it should be
  static void pass(String text, byte[] frame, DropListener listener) {
    text.lines().forEach(line -> pass(JsonObject.parse(line), frame, listener));
  }

  /// Records of a kind that we do not know are those of a later version.
  private static void pass(JsonObject record, byte[] frame, DropListener listener) {
    switch (record.text("type")) {
      case "drop", "verdict" -> {
        var packet = FrameLayout.read(record).packet(frame);
        listener.drop(DropJson.read(record, PacketDecoder.decode(packet)), packet);
      }
      case "ruleset" ->
          listener.ruleset(new ListedRuleset(DropJson.namespace(record), record.text("listing")));
      case "lost" -> LostJson.read(record).ifPresentOrElse(listener::lost, listener::overrun);
      default -> {}
    }
  }
}
