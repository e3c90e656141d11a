package dev.nfdrop.cli;

/// The `nfdrop` command.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.err.println("nfdrop");
  }
}
