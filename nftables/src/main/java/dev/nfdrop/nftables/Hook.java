package dev.nfdrop.nftables;

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

  /// The hook as nft prints it.
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label;
  }
}
