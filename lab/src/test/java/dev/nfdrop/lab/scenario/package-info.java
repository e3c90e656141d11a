/// What nfdrop has to say on every kernel: each scenario drops packets by rules of its own and
/// holds what nfdrop reports against what nft lists.
@NullMarked
package dev.nfdrop.lab.scenario;

import org.jspecify.annotations.NullMarked;
