package dev.nfdrop.nftables;

/// A table.
///
/// @param name at most 31 bytes (`NFT_TABLE_MAXNAMELEN`) up to Linux 4.13, 255 since
/// @param handle unique in the namespace and not used again: a table that was deleted and created
///   again under its old name has another one
/// @param flags `NFT_TABLE_F_`
public record Table(Family family, String name, long handle, int flags) {
  /// `NFT_TABLE_F_OWNER`, since 5.12: a table that goes with the socket which made it.
  public static final int OWNED = 1 << 1;

  /// Whether only its maker may change it.
  public boolean owned() {
    return (flags & OWNED) != 0;
  }

  /// `NFT_TABLE_F_DORMANT`: the table's chains are not attached.
  public boolean dormant() {
    return (flags & 1) != 0;
  }
}
