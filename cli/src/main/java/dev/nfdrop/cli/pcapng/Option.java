package dev.nfdrop.cli.pcapng;

/// An option of a block.
///
/// @param code one of [OptionCode], or one that we do not know
/// @param data not copied
@SuppressWarnings("ArrayRecordComponent") // never compared
record Option(int code, byte[] data) {}
