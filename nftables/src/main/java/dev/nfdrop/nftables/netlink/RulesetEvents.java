package dev.nfdrop.nftables.netlink;

import dev.nfdrop.ebpf.sys.FileDescriptor;
import dev.nfdrop.ebpf.sys.NetlinkSocket;
import dev.nfdrop.ebpf.sys.NetlinkSocket.Reception;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A subscription to the changes of one namespace's ruleset. For one thread at a time.
public final class RulesetEvents implements AutoCloseable {
  /// `NFNLGRP_NFTABLES`, include/uapi/linux/netfilter/nfnetlink.h.
  static final int GROUP = 7;

  /// Room for a few thousand rules that are added at once.
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(NftablesSocket.BUFFER_BYTES);
  private final NetlinkSocket socket;

  private RulesetEvents(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Subscribes in a namespace; the namespace may be closed afterwards.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static RulesetEvents open(NetworkNamespace namespace) {
    return open(namespace, RECEIVE_BUFFER_BYTES);
  }

  static RulesetEvents open(NetworkNamespace namespace, int receiveBufferBytes) {
    var socket =
        namespace.<NetlinkSocket, RuntimeException>call(
            () -> NetlinkSocket.open(NftablesSocket.PROTOCOL));
    try {
      socket.receiveBufferBytes(receiveBufferBytes);
      socket.joinGroup(GROUP);
      return new RulesetEvents(socket);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// The descriptor to wait for; it stays owned by this object.
  public FileDescriptor descriptor() {
    return socket.descriptor();
  }

  /// The next events, without waiting; empty if there are none at the moment.
  public List<RulesetEvent> take() {
    try {
      return switch (socket.receive(buffer, Duration.ZERO)) {
        case Reception.Datagram(var length) -> events(NftablesSocket.copy(buffer, length));
        case Reception.TimedOut _ -> List.of();
        case Reception.Overrun _ -> List.of(new RulesetEvent.Lost());
      };
    } catch (MalformedMessageException | IllegalArgumentException e) {
      return List.of(new RulesetEvent.Lost());
    }
  }

  @Override
  public void close() {
    socket.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  static List<RulesetEvent> events(List<NetlinkMessage> messages) {
    var events = new ArrayList<RulesetEvent>();
    for (var message : messages) {
      if (message.isOfNftables()) {
        events.add(event(message.nftables()));
      }
    }
    return events;
  }

  static RulesetEvent event(NftMessage message) {
    return known(message).orElse(new RulesetEvent.OtherChange());
  }

  private static Optional<RulesetEvent> known(NftMessage message) {
    return switch (message.operation()) {
      case NftMessage.NEW_TABLE -> RulesetDecoder.table(message).map(RulesetEvent.TableAdded::new);
      case NftMessage.DELETE_TABLE ->
          RulesetDecoder.table(message).map(RulesetEvent.TableDeleted::new);
      case NftMessage.NEW_CHAIN -> RulesetDecoder.chain(message).map(RulesetEvent.ChainAdded::new);
      case NftMessage.DELETE_CHAIN ->
          RulesetDecoder.chain(message).map(RulesetEvent.ChainDeleted::new);
      case NftMessage.NEW_RULE -> RulesetDecoder.rule(message).map(RulesetEvent.RuleAdded::new);
      case NftMessage.NEW_GENERATION -> {
        var generation = RulesetDecoder.generation(message);
        yield generation.isPresent()
            ? Optional.of(new RulesetEvent.Committed(generation.getAsInt()))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }
}
