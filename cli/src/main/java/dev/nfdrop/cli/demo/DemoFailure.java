package dev.nfdrop.cli.demo;

/// The demo could not be carried out; its message says at which step and why.
public final class DemoFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoFailure(String message) {
    super(message);
  }
}
