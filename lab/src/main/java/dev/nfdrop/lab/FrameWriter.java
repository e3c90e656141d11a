package dev.nfdrop.lab;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// The sending end of a connection in frames. Thread-safe: a frame goes out whole.
final class FrameWriter {

  private final DataOutputStream out;

  FrameWriter(OutputStream out) {
    this.out = new DataOutputStream(new BufferedOutputStream(out));
  }

  synchronized void send(Frame frame) throws IOException {
    frame.write(out);
    out.flush();
  }
}
