/// Tables made through netlink, without the `nft` command: for tests and for checking an engine
/// against rules whose handles are known.
///
/// A [dev.nfdrop.nftables.build.TableSpec] is plain data;
/// [dev.nfdrop.nftables.build.TableSpec#load] makes the table and returns it as the kernel has it,
/// with all handles. Messages are those that kernels from 5.10 on take.
@NullMarked
package dev.nfdrop.nftables.build;

import org.jspecify.annotations.NullMarked;
