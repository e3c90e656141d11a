package dev.nfdrop.nftables.netlink;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetlinkSocket;
import dev.nfdrop.ebpf.sys.NetlinkSocket.Reception;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.Table;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Requests to nf_tables in one network namespace. For one thread at a time.
public final class NftablesSocket implements AutoCloseable {
  /// `NETLINK_NETFILTER`, include/uapi/linux/netlink.h.
  static final int PROTOCOL = 12;

  /// Holds any datagram of a dump (the kernel makes them 32 KiB at most) and larger single
  /// messages.
  static final int BUFFER_BYTES = 1 << 16;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How often a dump is begun again because the ruleset changed meanwhile.
  private static final int MAX_ATTEMPTS = 5;

  private static final int UNSPECIFIED_FAMILY = 0;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
  private final NetlinkSocket socket;
  private int sequence;

  private NftablesSocket(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Opens a socket in a namespace; the namespace may be closed afterwards.
  ///
  /// @throws KernelException if the kernel refuses
  public static NftablesSocket open(NetworkNamespace namespace) {
    return namespace.<NftablesSocket, RuntimeException>call(
        () -> new NftablesSocket(NetlinkSocket.open(PROTOCOL)));
  }

  /// The generation of the ruleset: the kernel counts it up with every change.
  ///
  /// @throws NetfilterRefusalException without the permission, or without nf_tables
  public int generation() {
    var answers =
        request(
            "NFT_MSG_GETGEN",
            NftMessage.GET_GENERATION,
            0,
            UNSPECIFIED_FAMILY,
            NftablesSocket::nothing,
            RulesetDecoder::generation);
    for (var answer : answers.objects) {
      if (answer.isPresent()) {
        return answer.getAsInt();
      }
    }
    throw new MalformedMessageException("answer to NFT_MSG_GETGEN", 0, "nothing", "NFTA_GEN_ID");
  }

  /// Reads all tables, chains and rules.
  ///
  /// Reads again, a few times, if the ruleset changes meanwhile; the result says if that did not
  /// help.
  ///
  /// @throws NetfilterRefusalException without the permission, or without nf_tables
  public RulesetDump ruleset() {
    for (var attempt = 1; ; attempt++) {
      var before = generation();
      var tables = dump("NFT_MSG_GETTABLE", NftMessage.GET_TABLE, RulesetDecoder::table);
      var chains = dump("NFT_MSG_GETCHAIN", NftMessage.GET_CHAIN, RulesetDecoder::chain);
      var rules = dump("NFT_MSG_GETRULE", NftMessage.GET_RULE, RulesetDecoder::rule);
      var whole = !tables.interrupted && !chains.interrupted && !rules.interrupted;
      var settled = whole && generation() == before;
      if (settled || attempt == MAX_ATTEMPTS) {
        return RulesetAssembly.of(before, settled, tables.objects, chains.objects, rules.objects);
      }
    }
  }

  /// Reads the tables, without what is in them.
  ///
  /// @throws NetfilterRefusalException without the permission, or without nf_tables
  public List<Table> tables() {
    return dump("NFT_MSG_GETTABLE", NftMessage.GET_TABLE, RulesetDecoder::table).objects;
  }

  /// Makes the changes of a batch, all or none.
  ///
  /// @throws NetfilterRefusalException for the first change that the kernel refuses
  public void commit(Batch batch) {
    var first = sequence + 1;
    socket.send(batch.datagram(first));
    sequence += batch.messages();
    var last = sequence;
    Optional<NetfilterRefusalException> refusal = Optional.empty();
    for (var acknowledged = 0; acknowledged < batch.changes(); ) {
      for (var message : receive("batch")) {
        if (message.type() != NetlinkMessage.ERROR || !within(message.sequence(), first, last)) {
          continue;
        }
        acknowledged++;
        refusal = refusal.or(() -> refusal(batch.describe(message.sequence() - first), message));
        if (message.sequence() == first && refusal.isPresent()) {
          throw refusal.get(); // the batch itself: no other answer comes
        }
      }
    }
    refusal.ifPresent(e -> {
      throw e;
    });
  }

  /// Asks for one object. There is an answer even where the kernel has none: an acknowledgement is
  /// asked for as well.
  ///
  /// @param attributes writes what names it
  /// @return the first message of the answer
  /// @throws NetfilterRefusalException also if there is no such object (ENOENT)
  Optional<NftMessage> ask(
      String name, int operation, Family family, Consumer<MessageWriter> attributes) {
    var answers =
        request(
                name,
                operation,
                NetlinkMessage.ACKNOWLEDGE,
                family.number(),
                attributes,
                message -> message)
            .objects;
    return answers.isEmpty() ? Optional.empty() : Optional.of(answers.getFirst());
  }

  @Override
  public void close() {
    socket.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /// What a request brought.
  ///
  /// @param interrupted whether the kernel says that the ruleset changed during the dump
  private record Answers<T>(List<T> objects, boolean interrupted) {}

  private <T> Answers<T> dump(
      String name, int operation, Function<NftMessage, Optional<T>> decoder) {
    var answers =
        request(
            name,
            operation,
            NetlinkMessage.DUMP,
            UNSPECIFIED_FAMILY,
            NftablesSocket::nothing,
            decoder);
    return new Answers<>(
        answers.objects.stream().flatMap(Optional::stream).toList(), answers.interrupted);
  }

  /// Sends a request and takes all answers to it.
  private <T> Answers<T> request(
      String name,
      int operation,
      int flags,
      int family,
      Consumer<MessageWriter> attributes,
      Function<NftMessage, T> decoder) {
    var dump = flags == NetlinkMessage.DUMP;
    var number = ++sequence;
    var writer = new MessageWriter();
    writer.message(
        NftMessage.SUBSYSTEM | operation,
        NetlinkMessage.REQUEST | flags,
        number,
        family,
        0,
        attributes);
    socket.send(writer.toByteArray());
    var objects = new ArrayList<T>();
    var interrupted = false;
    while (true) {
      for (var message : receive(name)) {
        if (message.sequence() != number) {
          continue;
        }
        interrupted |= (message.flags() & NetlinkMessage.DUMP_INTERRUPTED) != 0;
        switch (message.type()) {
          case NetlinkMessage.DONE, NetlinkMessage.ERROR -> {
            refusal(name, message)
                .ifPresent(e -> {
                  throw e;
                });
            return new Answers<>(objects, interrupted);
          }
          default -> objects.add(decoder.apply(message.nftables()));
        }
        if (!dump) {
          return new Answers<>(objects, interrupted);
        }
      }
    }
  }

  private static void nothing(MessageWriter attributes) {}

  private List<NetlinkMessage> receive(String request) {
    return switch (socket.receive(buffer, PATIENCE)) {
      case Reception.Datagram(var length) -> copy(buffer, length);
      case Reception.TimedOut _ ->
          throw new KernelException(
              request, "nf_tables", Errno.EAGAIN, "no answer within " + PATIENCE);
      case Reception.Overrun _ -> throw new KernelException(request, "nf_tables", Errno.ENOBUFS);
    };
  }

  /// The messages of a datagram, in memory of their own.
  static List<NetlinkMessage> copy(MemorySegment buffer, int lengthBytes) {
    var bytes = buffer.asSlice(0, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
    return NetlinkMessage.parse(ByteBuffer.wrap(bytes));
  }

  private static Optional<NetfilterRefusalException> refusal(
      String request, NetlinkMessage message) {
    var answer = Acknowledgement.of(message);
    return answer
        .error()
        .map(errno ->
            new NetfilterRefusalException(
                request, answer.words().map(w -> "nf_tables (" + w + ")").orElse(""), errno));
  }

  private static boolean within(int number, int first, int last) {
    return number - first >= 0 && last - number >= 0;
  }
}
