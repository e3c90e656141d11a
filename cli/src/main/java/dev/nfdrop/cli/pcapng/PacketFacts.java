package dev.nfdrop.cli.pcapng;

/// What a packet's block says beside its bytes.
///
/// @param interfaceNumber of the section
/// @param nanos since 1970
/// @param comment what people read, at most 65,535 bytes in UTF-8
/// @param lostBefore packets that are missing between the one before and this one
public record PacketFacts(
    int interfaceNumber, long nanos, String comment, Direction direction, long lostBefore) {}
