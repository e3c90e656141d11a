package dev.nfdrop.lab;

import java.nio.file.Path;
import java.util.Map;

/// A program that starts a guest, prints the process that it is in, and waits to be killed.
final class StartedGuest {

  private StartedGuest() {}

  public static void main(String[] arguments) throws InterruptedException {
    var log = Path.of(arguments[0]);
    var images = Vms.images();
    var emulator = Emulator.start(new Guest(images, Map.of(), log), images.modules());
    System.out.println(emulator.process().pid());
    Thread.currentThread().join();
  }
}
