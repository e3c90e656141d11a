package dev.nfdrop.ebpf.classic;

/// These bytes are no program of classic BPF.
public final class ClassicFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClassicFormatException(String message) {
    super(message);
  }
}
