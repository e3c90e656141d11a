package dev.nfdrop.trace.calibrate;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.calibrate.Sample.Jump;
import dev.nfdrop.trace.calibrate.Sample.NamedHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A throwaway network namespace with the calibration's rules, and a socket in it to send samples.
///
/// It has no name and nothing is mounted: it is gone with this process, however that ends.
public final class CalibrationGround implements AutoCloseable {
  /// Of IPv4 and UDP, in bytes.
  private static final int HEADERS = 20 + 8;

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final NetworkNamespace namespace;
  private final DatagramChannel socket;
  private final List<Sample> samples;

  private CalibrationGround(
      NetworkNamespace namespace, DatagramChannel socket, List<Sample> samples) {
    this.namespace = namespace;
    this.socket = socket;
    this.samples = samples;
  }

  /// Makes the namespace, loads the rules, and opens the socket.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  public static CalibrationGround prepare() {
    settleChannels();
    var namespace = NetworkNamespace.create();
    try {
      namespace.loopbackUp();
      var twin = CalibrationRuleset.twin().load(namespace);
      var main = CalibrationRuleset.main().load(namespace);
      var samples = samples(main, twin);
      var socket = namespace.call(() -> DatagramChannel.open(StandardProtocolFamily.INET));
      return new CalibrationGround(namespace, socket, samples);
    } catch (IOException e) {
      namespace.close();
      throw new UncheckedIOException("socket for calibration", e);
    } catch (RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  /// The namespace; it stays owned by this object.
  public NetworkNamespace namespace() {
    return namespace;
  }

  /// Java's channels make a socket for themselves and start a thread when the first is opened, and
  /// keep both. In the throwaway namespace they would keep it alive, with its rules, and nf_tables
  /// from being unloaded.
  private static void settleChannels() {
    try {
      DatagramChannel.open(StandardProtocolFamily.INET).close();
    } catch (IOException e) {
      throw new UncheckedIOException("socket for calibration", e);
    }
  }

  /// The inode of the namespace.
  public long netns() {
    return namespace.inode();
  }

  /// What can be sent, in the order in which it should be.
  public List<Sample> samples() {
    return samples;
  }

  /// Sends a sample. When this returns, the packet has met the rules: loopback delivers at once,
  /// unless the kernel puts that off to another thread.
  public void send(Sample sample) {
    var mapped = sample.length() == Length.MAPPED.bytes();
    var port = mapped ? CalibrationRuleset.MAPPED_PORT : CalibrationRuleset.PORT;
    try {
      socket.send(
          ByteBuffer.allocate(sample.length() - HEADERS), new InetSocketAddress(LOOPBACK, port));
    } catch (IOException e) {
      throw new UncheckedIOException("sending the calibration sample '" + sample.what() + "'", e);
    }
  }

  /// A socket that receives the samples that pass, and never waits for one. Owned by the caller.
  DatagramChannel receiver() throws IOException {
    var receiver = namespace.call(() -> DatagramChannel.open(StandardProtocolFamily.INET));
    receiver.configureBlocking(false);
    return receiver.bind(new InetSocketAddress(LOOPBACK, CalibrationRuleset.PORT));
  }

  @Override
  public void close() {
    try (namespace) {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the calibration's socket", e);
    }
  }

  private static List<Sample> samples(TableContents main, TableContents twin) {
    var input = new Place(main, CalibrationRuleset.INPUT);
    var side = new Place(main, CalibrationRuleset.SIDE);
    var far = new Place(main, CalibrationRuleset.FAR);
    var nest = new Place(main, CalibrationRuleset.NEST);
    var inner = new Place(main, CalibrationRuleset.INNER);
    var other = new Place(twin, CalibrationRuleset.INPUT);
    var before = List.of(other.policy());
    return List.of(
        dropped("a rule", Length.DROPPED, before, input.rule(2)),
        dropped(
            "a rule behind a jump", Length.BEHIND_JUMP, before, side.rule(1).behind(input.jump(3))),
        dropped(
            "a rule behind three jumps",
            Length.NESTED,
            before,
            far.rule(4).behind(input.jump(9), nest.jump(1), inner.jump(1))),
        dropped("a rule behind a goto", Length.BEHIND_GOTO, before, far.rule(2)),
        dropped("a verdict map", Length.MAPPED, before, input.rule(6)),
        dropped("a reject", Length.REJECTED, before, input.rule(7)),
        dropped("the last rule", Length.DROPPED_AT_END, before, input.rule(11)),
        dropped("a rule of another table", Length.TWIN, List.of(), other.rule(1)),
        dropped("the policy", Length.UNMATCHED, before, input.policy()),
        dropped("the policy after a return", Length.RETURNED, before, input.policy()),
        dropped("the policy after a goto", Length.END_OF_GOTO, before, input.policy()),
        new Sample(
            "an accept",
            Length.ACCEPTED.bytes(),
            Optional.empty(),
            List.of(other.policy(), input.rule(1))),
        dropped("a rule again", Length.DROPPED, before, input.rule(2)));
  }

  private static Sample dropped(String by, Length length, List<Fate> passed, Fate fate) {
    return new Sample("drop by " + by, length.bytes(), Optional.of(fate), passed);
  }

  /// A chain as the kernel has it, and how samples end there.
  private record Place(TableContents table, ChainContents chain) {
    Place(TableContents table, String chain) {
      this(
          table,
          table.chains().stream()
              .filter(contents -> contents.chain().name().equals(chain))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no calibration chain " + chain)));
    }

    Fate rule(int index) {
      Rule rule = chain.rules().get(index);
      return fate(Cause.RULE, rule.handle());
    }

    Jump jump(int index) {
      var rules = chain.rules();
      return new Jump(
          rules.get(index).handle(),
          index + 1 < rules.size()
              ? OptionalLong.of(rules.get(index + 1).handle())
              : OptionalLong.empty(),
          chain.chain().handle());
    }

    Fate policy() {
      return fate(Cause.POLICY, 0);
    }

    private Fate fate(Cause cause, long handle) {
      var base =
          table.chains().stream()
              .filter(contents -> contents.chain().base().isPresent())
              .findFirst()
              .orElseThrow();
      return new Fate(
          cause,
          new NamedHandle(table.table().name(), table.table().handle()),
          named(chain),
          named(base),
          handle,
          List.of());
    }

    private static NamedHandle named(ChainContents contents) {
      return new NamedHandle(contents.chain().name(), contents.chain().handle());
    }
  }
}
