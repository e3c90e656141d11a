package dev.nfdrop.lab;

import org.junit.jupiter.api.AfterAll;

final class NativeHostTest extends HostContract {

  private static final NativeHost HOST = new NativeHost();

  @AfterAll
  static void close() {
    HOST.close();
  }

  @Override
  Host host() {
    return HOST;
  }
}
