/// Engines, calibration, and the way from a raw record to a drop.
module dev.nfdrop.trace {
  requires transitive dev.nfdrop.ebpf;
  requires transitive dev.nfdrop.nftables;
  requires dev.nfdrop.locator;
  requires static transitive org.jspecify;

  exports dev.nfdrop.trace;
  exports dev.nfdrop.trace.filter;
  exports dev.nfdrop.trace.locate;
  exports dev.nfdrop.trace.netns;
  exports dev.nfdrop.trace.owner;
  exports dev.nfdrop.trace.packet;
  exports dev.nfdrop.trace.select;
}
