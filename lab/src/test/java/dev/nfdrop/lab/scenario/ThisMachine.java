package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// Keeps this machine's kernel to one test class at a time: several run side by side, and some look
/// for what was left behind.
final class ThisMachine implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getStore(Namespace.create(ThisMachine.class))
        .computeIfAbsent(Claim.class, _ -> Claim.await(), Claim.class);
  }

  /// JUnit closes it after the class. The lock also goes with the process.
  private record Claim(FileChannel lock) implements AutoCloseable {

    @SuppressWarnings("resource") // the channel holds the lock until it is closed
    static Claim await() {
      try {
        var channel =
            FileChannel.open(
                Vms.labFolder().resolve("target/this-machine.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        channel.lock();
        return new Claim(channel);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      lock.close();
    }
  }
}
