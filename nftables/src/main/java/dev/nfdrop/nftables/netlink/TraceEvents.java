package dev.nfdrop.nftables.netlink;

import dev.nfdrop.ebpf.sys.NetlinkSocket;
import dev.nfdrop.ebpf.sys.NetlinkSocket.Reception;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A subscription to the trace of one namespace's packets and to the changes of its ruleset: both
/// by one socket, which keeps their order. For one thread at a time.
public final class TraceEvents implements AutoCloseable {
  /// `NFNLGRP_NFTRACE`, include/uapi/linux/netfilter/nfnetlink.h.
  private static final int GROUP = 9;

  /// Room for some ten thousand messages.
  private static final int RECEIVE_BUFFER_BYTES = 16 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(NftablesSocket.BUFFER_BYTES);
  private final NetlinkSocket socket;

  private TraceEvents(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Subscribes in a namespace; the namespace may be closed afterwards.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static TraceEvents open(NetworkNamespace namespace) {
    return open(namespace, RECEIVE_BUFFER_BYTES);
  }

  static TraceEvents open(NetworkNamespace namespace, int receiveBufferBytes) {
    var socket =
        namespace.<NetlinkSocket, RuntimeException>call(
            () -> NetlinkSocket.open(NftablesSocket.PROTOCOL));
    try {
      socket.receiveBufferBytes(receiveBufferBytes);
      socket.joinGroup(RulesetEvents.GROUP);
      socket.joinGroup(GROUP);
      return new TraceEvents(socket);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// Waits for the next events; empty if none come in time.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public List<TraceEvent> take(Duration timeout) {
    try {
      return switch (socket.receive(buffer, timeout)) {
        case Reception.Datagram(var length) -> events(NftablesSocket.copy(buffer, length));
        case Reception.TimedOut _ -> List.of();
        case Reception.Overrun _ -> lost();
      };
    } catch (MalformedMessageException | IllegalArgumentException e) {
      return lost();
    }
  }

  @Override
  public void close() {
    socket.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  static List<TraceEvent> events(List<NetlinkMessage> messages) {
    var events = new ArrayList<TraceEvent>();
    for (var message : messages) {
      if (message.isOfNftables()) {
        var decoded = message.nftables();
        if (decoded.operation() == NftMessage.TRACE) {
          TraceDecoder.trace(decoded).map(TraceEvent.Traced::new).ifPresent(events::add);
        } else {
          events.add(new TraceEvent.Changed(RulesetEvents.event(decoded)));
        }
      }
    }
    return events.isEmpty()
        ? List.of(new TraceEvent.Changed(new RulesetEvent.OtherChange()))
        : events;
  }

  private static List<TraceEvent> lost() {
    return List.of(new TraceEvent.Changed(new RulesetEvent.Lost()));
  }
}
