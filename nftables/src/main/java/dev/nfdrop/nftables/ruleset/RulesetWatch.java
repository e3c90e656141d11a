package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import dev.nfdrop.nftables.text.ListingCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A namespace's ruleset as it is now, and the rules that were in it a moment ago.
///
/// A thread of its own follows the kernel's notifications and reads the ruleset again after a
/// change: soon, but never more than about a third of the time, however fast the ruleset changes.
/// Look-ups take the same time whatever the size of the ruleset. All methods may be called from any
/// thread.
public final class RulesetWatch implements AutoCloseable {
  private final RulesetFollower follower;
  private final NftablesSocket generations;
  private final Thread thread;

  /// Guards the socket and the condition.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition read = lock.newCondition();
  private boolean closed;

  /// What came of starting a watch.
  public sealed interface Opening {
    /// The ruleset is being watched; the receiver closes the watch.
    record Watching(RulesetWatch watch) implements Opening {}

    /// It cannot be.
    ///
    /// @param message one short sentence for the user
    record Refused(Reading.Reason reason, String message) implements Opening {}
  }

  private RulesetWatch(
      NetworkNamespace namespace, RulesetFollower follower, NftablesSocket generations) {
    this.follower = follower;
    this.generations = generations;
    this.thread =
        Thread.ofPlatform().daemon().name("ruleset-" + namespace.inode()).unstarted(follower);
  }

  /// Begins to watch a namespace; its ruleset has been read when this returns.
  ///
  /// @param namespace stays open as long as the watch; owned by the caller
  public static Opening open(NetworkNamespace namespace) {
    return open(namespace, ListingCommand.nft());
  }

  static Opening open(NetworkNamespace namespace, Optional<ListingCommand> nft) {
    var opened = new OpenedParts();
    try {
      var follower = opened.add(RulesetFollower.open(namespace, nft), RulesetFollower::close);
      var generations = opened.add(NftablesSocket.open(namespace), NftablesSocket::close);
      var watch = new RulesetWatch(namespace, follower, generations);
      follower.afterReading(watch::signal);
      watch.thread.start();
      return new Opening.Watching(watch);
    } catch (KernelException e) {
      opened.close();
      var refused = Reading.Refused.of(e);
      return new Opening.Refused(refused.reason(), refused.message());
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /// The ruleset as it was read last.
  public Ruleset current() {
    return follower.current();
  }

  /// The ruleset as it was at a time, if it certainly has not changed since, and nothing that was
  /// there then has been left unread. To be asked after [#awaitCurrent], if that said true.
  ///
  /// @param atNanos the time in [System#nanoTime()]
  public Optional<Ruleset> unchangedSince(long atNanos) {
    return follower.unchangedSince(atNanos);
  }

  /// A rule that is in the ruleset, or was.
  public Lookup lookup(RuleId id) {
    var ruleset = current();
    return found(ruleset, ruleset.rule(id), () -> follower.history().rule(id));
  }

  /// A rule as it was at a time: replacing a rule may leave it its handle.
  ///
  /// Precise to the time between a change and its notification, some microseconds on an idle
  /// machine; for a time before the last [#awaitCurrent] only, since a replacement may not have
  /// been read yet.
  ///
  /// @param atNanos the time in [System#nanoTime()], which on Linux is `CLOCK_MONOTONIC`, the clock
  ///   of `bpf_ktime_get_ns()`
  public Lookup lookup(RuleId id, long atNanos) {
    return follower
        .history()
        .rule(id, atNanos)
        .<Lookup>map(entry -> new Lookup.Known(entry, current().rule(id).isEmpty()))
        .orElseGet(() -> lookup(id));
  }

  /// A rule as a generation of the ruleset had it, for those who know which was in force.
  public Lookup lookupIn(int generation, RuleId id) {
    return follower
        .history()
        .ruleIn(generation, id)
        .<Lookup>map(entry -> new Lookup.Known(entry, current().rule(id).isEmpty()))
        .orElseGet(() -> lookup(id));
  }

  /// A rule by its table's name, for those who do not know the table's handle. Where a table was
  /// deleted and created again under its old name, the new one's rule is meant if there is one.
  public Lookup lookup(Family family, String table, long ruleHandle) {
    var ruleset = current();
    var live =
        ruleset.table(family, table).flatMap(t -> ruleset.rule(new RuleId(t.handle(), ruleHandle)));
    return found(ruleset, live, () -> follower.history().rule(family, table, ruleHandle));
  }

  /// Waits until everything is read that is in the ruleset at the time of the call. Until then the
  /// ruleset is read without the usual delay.
  ///
  /// @return whether it is; false if it takes longer than the timeout, cannot be read, or the watch
  ///   is closed
  /// @throws InterruptedException if the calling thread is interrupted
  public boolean awaitCurrent(Duration timeout) throws InterruptedException {
    var leftNanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      if (closed || follower.isModuleGone()) {
        return false;
      }
      var wanted = generations.generation();
      while (!closed && !follower.isModuleGone() && !hasRead(wanted) && leftNanos > 0) {
        follower.hurry();
        leftNanos = read.awaitNanos(leftNanos);
      }
      return !closed && hasRead(wanted);
    } catch (KernelException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Why the ruleset cannot be read at the moment, as one sentence for the user. What was read last
  /// is kept.
  public Optional<String> trouble() {
    return follower.trouble();
  }

  /// Why no rule has a text, as one sentence for the user; empty if texts are there.
  public Optional<String> textProblem() {
    return current().textProblem();
  }

  /// Ends the watch and its thread. Look-ups go on working, with what was read last.
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      read.signalAll();
    } finally {
      lock.unlock();
    }
    follower.stop();
    thread.interrupt(); // ends an nft that is running
    awaitThread();
    follower.close();
    generations.close();
  }

  private static Lookup found(
      Ruleset ruleset, Optional<RuleEntry> live, Supplier<Optional<RuleEntry>> deleted) {
    return live.<Lookup>map(entry -> new Lookup.Known(entry, false))
        .or(() -> deleted.get().map(entry -> new Lookup.Known(entry, true)))
        .orElseGet(() -> new Lookup.NotKnown(ruleset.generation()));
  }

  private boolean hasRead(int generation) {
    var ruleset = current();
    return ruleset.settled() && ruleset.generation() - generation >= 0;
  }

  private void signal() {
    lock.lock();
    try {
      read.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitThread() {
    var interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
