package dev.nfdrop.lab;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The program in the guest that runs commands for a [Vm].
///
/// It ends when the host closes the connection. Needs nothing but the JDK.
final class Agent {

  private final FrameWriter writer;
  private final Map<Integer, LocalProcess> processes = new ConcurrentHashMap<>();

  private Agent(OutputStream out) {
    this.writer = new FrameWriter(out);
  }

  /// Serves the connection on standard input and output.
  public static void main(String[] arguments) throws IOException {
    serve(new Port(new FileInputStream(FileDescriptor.in)), System.out);
  }

  /// A character device: it cannot say how much there is to read, and reading must not ask.
  private static final class Port extends FilterInputStream {
    Port(FileInputStream device) {
      super(device);
    }

    @Override
    public int available() {
      return 0;
    }
  }

  /// Serves a connection to its end.
  static void serve(InputStream in, OutputStream out) throws IOException {
    var agent = new Agent(out);
    agent.writer.send(new Frame.Ready(System.getProperty("os.version", "")));
    try (var frames = new DataInputStream(new BufferedInputStream(in))) {
      while (true) {
        agent.handle(Frame.read(frames));
      }
    } catch (EOFException e) {
      agent.processes.values().forEach(LocalProcess::kill);
    }
  }

  private void handle(Frame frame) throws IOException {
    switch (frame) {
      case Frame.Start start -> start(start);
      case Frame.Send(var id, var signal) -> {
        var process = processes.get(id);
        if (process != null) {
          process.signal(signal);
        }
      }
      case Frame.Kill(var id) -> {
        var process = processes.get(id);
        if (process != null) {
          process.kill();
        }
      }
      case Frame.Ready _, Frame.Wrote _, Frame.Ended _, Frame.Failed _ ->
          throw new IOException("a host does not send " + frame);
    }
  }

  private void start(Frame.Start start) {
    var observer = new Sender(start.id());
    try {
      var process = LocalProcess.start(start.words(), start.input(), observer);
      processes.put(start.id(), process);
      if (observer.hasEnded) {
        processes.remove(start.id());
      }
    } catch (IOException e) {
      observer.failed("cannot start: " + e.getMessage());
    }
  }

  /// Tells the host what one process does.
  private final class Sender implements ProcessObserver {

    private final int id;
    private volatile boolean hasEnded;

    Sender(int id) {
      this.id = id;
    }

    @Override
    public void wrote(Stream stream, byte[] bytes) {
      send(new Frame.Wrote(id, stream, bytes));
    }

    @Override
    public void ended(int exitStatus) {
      finish(new Frame.Ended(id, exitStatus));
    }

    @Override
    public void failed(String reason) {
      finish(new Frame.Failed(id, reason));
    }

    private void finish(Frame last) {
      hasEnded = true;
      processes.remove(id);
      send(last);
    }

    private void send(Frame frame) {
      try {
        writer.send(frame);
      } catch (IOException e) {
        throw new LabException("the host is gone", e);
      }
    }
  }
}
