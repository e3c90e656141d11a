/// Finds, in the machine code of a kernel, the instructions at which a packet's verdict is known.
/// It knows bytes and symbols, and neither eBPF nor privileges.
module dev.nfdrop.locator {
  requires static org.jspecify;
  requires org.tukaani.xz;

  exports dev.nfdrop.locator.arm64;
  exports dev.nfdrop.locator.flow;
  exports dev.nfdrop.locator.image;
  exports dev.nfdrop.locator.machine;
  exports dev.nfdrop.locator.site;
  exports dev.nfdrop.locator.x86;
}
