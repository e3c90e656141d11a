package dev.nfdrop.trace.netns;

/// There is no network namespace of that name.
public final class NamespaceNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NamespaceNotFoundException(String name, String reason) {
    super("network namespace '%s' not found: %s".formatted(name, reason));
  }
}
