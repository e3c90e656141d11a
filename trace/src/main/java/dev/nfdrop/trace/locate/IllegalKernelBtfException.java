package dev.nfdrop.trace.locate;

/// What was given as a kernel's BTF is not that of the module's kernel.
final class IllegalKernelBtfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IllegalKernelBtfException(String message) {
    super(message);
  }
}
