package dev.nfdrop.lab;

/// A signal that a running command can be sent, by the name that `kill` knows.
public enum Signal {
  INT,
  TERM,
  KILL,
  STOP,
  CONT
}
