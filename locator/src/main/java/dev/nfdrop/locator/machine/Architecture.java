package dev.nfdrop.locator.machine;

/// The processors whose kernels can be read.
public enum Architecture {
  X86_64,
  ARM64
}
