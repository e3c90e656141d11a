package dev.nfdrop.lab;

/// A stream that a program writes to.
public enum Stream {
  STDOUT,
  STDERR
}
