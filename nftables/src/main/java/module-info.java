/// The nftables ruleset of a network namespace: nfnetlink, rules' texts, a snapshot that keeps up.
module dev.nfdrop.nftables {
  requires static transitive org.jspecify;
  requires transitive dev.nfdrop.ebpf;

  exports dev.nfdrop.nftables;
  exports dev.nfdrop.nftables.build;
  exports dev.nfdrop.nftables.expression;
  exports dev.nfdrop.nftables.netlink;
  exports dev.nfdrop.nftables.ruleset;
  exports dev.nfdrop.nftables.set;
  exports dev.nfdrop.nftables.text;
}
