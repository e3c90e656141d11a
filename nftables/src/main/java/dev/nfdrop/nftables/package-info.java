/// The nftables ruleset of a network namespace and the text of its rules.
@NullMarked
package dev.nfdrop.nftables;

import org.jspecify.annotations.NullMarked;
