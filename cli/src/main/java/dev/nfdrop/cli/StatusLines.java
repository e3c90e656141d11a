package dev.nfdrop.cli;

import dev.nfdrop.trace.TraceStatus;

/// What a tracer tells, as lines on standard error.
final class StatusLines implements TraceStatus {
  @Override
  public void ready(String summary) {
    say("ready: " + summary);
  }

  @Override
  public void waiting(String reason) {
    say(reason);
  }

  @Override
  public void hint(String text) {
    say(text);
  }

  private static void say(String text) {
    System.err.println("nfdrop: " + Messages.printable(text));
  }
}
