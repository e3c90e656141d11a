package dev.nfdrop.nftables;

import java.util.Arrays;
import java.util.Optional;

/// A place in the stack where base chains attach; its number depends on the [Family].
public enum Hook {
  PREROUTING("prerouting"),
  INPUT("input"),
  FORWARD("forward"),
  OUTPUT("output"),
  POSTROUTING("postrouting"),
  INGRESS("ingress"),
  EGRESS("egress");

  private final String label;

  Hook(String label) {
    this.label = label;
  }

  /// The hook of that label.
  public static Optional<Hook> of(String label) {
    return Arrays.stream(values()).filter(hook -> hook.label.equals(label)).findFirst();
  }

  /// The hook as nft prints it.
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label;
  }
}
