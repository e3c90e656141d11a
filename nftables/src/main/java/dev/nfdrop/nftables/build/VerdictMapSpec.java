package dev.nfdrop.nftables.build;

import java.util.List;

/// A verdict map to be made: the kernel's hash set with verdicts as data.
///
/// @param keyType nft's number of the key's type, for its listing: 13 is `inet_service`
/// @param keyBytes the keys' length
public record VerdictMapSpec(String name, int keyType, int keyBytes, List<Entry> entries) {
  /// `TYPE_INET_SERVICE` of nft's include/datatype.h.
  private static final int PORT_TYPE = 13;

  public VerdictMapSpec {
    entries = List.copyOf(entries);
    for (var entry : entries) {
      if (entry.key.widthBytes() != keyBytes) {
        throw new IllegalArgumentException(
            "map %s: key of %d bytes, %d expected"
                .formatted(name, entry.key.widthBytes(), keyBytes));
      }
    }
  }

  /// A key and what it decides.
  public record Entry(Value key, Verdict verdict) {}

  /// A map by port.
  public static VerdictMapSpec ofPorts(String name, List<Entry> entries) {
    return new VerdictMapSpec(name, PORT_TYPE, Short.BYTES, entries);
  }

  /// An entry of a map by port.
  public static Entry port(int port, Verdict verdict) {
    return new Entry(Value.ofPort(port), verdict);
  }
}
