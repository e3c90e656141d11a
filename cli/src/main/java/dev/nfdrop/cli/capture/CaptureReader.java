package dev.nfdrop.cli.capture;

import dev.nfdrop.cli.pcapng.Block;
import dev.nfdrop.cli.pcapng.BlockReader;
import dev.nfdrop.cli.pcapng.IllegalCaptureException;
import dev.nfdrop.cli.sink.IllegalJsonException;
import dev.nfdrop.trace.DropListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads the drops in a pcapng file and passes them on as a tracer does. Packets that are not ours
/// are passed over.
public final class CaptureReader {
  private static final byte[] NO_FRAME = {};

  private final BlockReader blocks;
  private long ours;
  private long foreign;

  public CaptureReader(InputStream in) {
    blocks = new BlockReader(in);
  }

  /// Reads a block and passes on what it tells.
  ///
  /// @return whether there may be more, and how the file ended if not
  /// @throws IllegalCaptureException if the file is not what it should be
  public Progress next(DropListener listener) throws IOException {
    return switch (blocks.next()) {
      case BlockReader.Next.Whole(var block) -> {
        pass(block, listener);
        yield Progress.MORE;
      }
      case BlockReader.Next.End() -> Progress.END;
      case BlockReader.Next.CutOff _ -> Progress.CUT_OFF;
    };
  }

  /// How far a file was read.
  public enum Progress {
    MORE,
    END,

    /// The last block is not whole: whoever wrote it was killed, or goes on writing.
    CUT_OFF
  }

  /// Where the block begins that was read last, in bytes.
  public long offset() {
    return blocks.offset();
  }

  /// Packets that nfdrop wrote.
  public long ours() {
    return ours;
  }

  /// Packets that tell nothing of a drop.
  public long foreign() {
    return foreign;
  }

  private void pass(Block block, DropListener listener) {
    switch (block) {
      case Block.EnhancedPacket(var frame, var text) -> {
        if (text.isPresent()) {
          ours++;
        } else {
          foreign++;
        }
        pass(text, frame, listener);
      }
      case Block.InterfaceStatistics(var text) -> pass(text, NO_FRAME, listener);
      case Block.Other() -> {}
    }
  }

  private void pass(Optional<String> text, byte[] frame, DropListener listener) {
    if (text.isPresent()) {
      try {
        RecordReader.pass(text.get(), frame, listener);
      } catch (IllegalJsonException e) {
        throw new IllegalCaptureException(blocks.offset(), e.problem());
      }
    }
  }
}
