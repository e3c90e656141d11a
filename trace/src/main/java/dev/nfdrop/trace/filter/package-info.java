/// The user's pcap-filter expression: compiled by libpcap, and the frame that it is run over.
@NullMarked
package dev.nfdrop.trace.filter;

import org.jspecify.annotations.NullMarked;
