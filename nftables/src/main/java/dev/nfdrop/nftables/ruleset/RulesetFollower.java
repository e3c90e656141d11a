package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.ebpf.sys.Epoll;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.NftablesModule;
import dev.nfdrop.nftables.netlink.MalformedMessageException;
import dev.nfdrop.nftables.netlink.RulesetEvent;
import dev.nfdrop.nftables.netlink.RulesetEvents;
import dev.nfdrop.nftables.text.ListingCommand;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The thread's part of a [RulesetWatch]: waits for events, and reads the ruleset when it is time.
final class RulesetFollower implements Runnable, AutoCloseable {
  /// Rules that are remembered after they were deleted.
  private static final int HISTORY_RULES = 1 << 16;

  private final Epoll epoll;
  private final RulesetEvents events;
  private final RulesetReader reader;
  private final History history = new History(HISTORY_RULES);
  private final EventLog log = new EventLog(HISTORY_RULES);
  private final RereadSchedule schedule = new RereadSchedule();
  private final NftablesModule module = NftablesModule.now();
  private final AtomicBoolean urgent = new AtomicBoolean();

  private volatile Ruleset current;

  /// When the last change was noticed, the first reading ended, or events were lost, in
  /// [System#nanoTime()].
  private volatile long changedNanos;

  /// The generation that began then.
  private int changedTo;

  private volatile Optional<String> trouble = Optional.empty();
  private volatile boolean stopping;
  private volatile Runnable afterReading = () -> {};

  private RulesetFollower(Epoll epoll, RulesetEvents events, RulesetReader reader, Ruleset first) {
    this.changedNanos = System.nanoTime();
    this.changedTo = first.generation();
    this.epoll = epoll;
    this.events = events;
    this.reader = reader;
    this.current = first;
    if (first.settled()) {
      log.begin(first);
    } else {
      schedule.changed(System.nanoTime());
    }
  }

  /// Subscribes, then reads: no change is missed in between.
  ///
  /// @param namespace stays open as long as the follower; owned by the caller
  /// @throws KernelException if the kernel refuses
  static RulesetFollower open(NetworkNamespace namespace, Optional<ListingCommand> nft) {
    var opened = new OpenedParts();
    try {
      var epoll = opened.add(Epoll.open(), Epoll::close);
      var events = opened.add(RulesetEvents.open(namespace), RulesetEvents::close);
      var reader = opened.add(RulesetReader.open(namespace, nft), RulesetReader::close);
      epoll.add(events.descriptor());
      return new RulesetFollower(epoll, events, reader, reader.read());
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  Ruleset current() {
    return current;
  }

  /// The ruleset as it was at a time, if it certainly has not changed since.
  Optional<Ruleset> unchangedSince(long nanos) {
    var ruleset = current;
    return ruleset.settled() && changedNanos - nanos <= 0 ? Optional.of(ruleset) : Optional.empty();
  }

  History history() {
    return history;
  }

  /// Why the last attempt to read failed, if it did.
  Optional<String> trouble() {
    return trouble;
  }

  /// Whether the ruleset is gone with its module: asking for it would have the kernel load the
  /// module again.
  boolean isModuleGone() {
    return !module.isUnchanged();
  }

  /// Has something done after each reading, on the follower's thread.
  void afterReading(Runnable action) {
    afterReading = action;
  }

  /// Has the ruleset read as soon as may be.
  void hurry() {
    urgent.set(true);
    epoll.wakeUp();
  }

  /// Ends [#run()].
  void stop() {
    stopping = true;
    epoll.wakeUp();
  }

  @Override
  public void run() {
    try {
      follow();
    } catch (KernelException e) {
      trouble = Optional.of("changes to the ruleset cannot be followed: " + e.getMessage());
    }
  }

  private void follow() {
    while (!stopping) {
      var pause = schedule.pause(System.nanoTime());
      if (!pause.isZero()) {
        epoll.await(pause);
      }
      takeEvents();
      if (urgent.getAndSet(false)) {
        schedule.hurry(System.nanoTime());
      }
      if (!stopping && schedule.pause(System.nanoTime()).isZero()) {
        if (isModuleGone()) {
          trouble = Optional.of("nf_tables was unloaded");
          afterReading.run();
          return;
        }
        reread();
      }
    }
  }

  /// Closes what the follower has opened; [#run()] has to have ended.
  @Override
  public void close() {
    reader.close();
    events.close();
    epoll.close();
  }

  private void takeEvents() {
    for (var batch = events.take(); !batch.isEmpty() && !stopping; batch = events.take()) {
      for (var event : batch) {
        log.add(event, System.nanoTime());
        noteChange(event);
        if (isNews(event)) {
          schedule.changed(System.nanoTime());
        }
      }
    }
  }

  private void noteChange(RulesetEvent event) {
    switch (event) {
      case RulesetEvent.Committed(var generation) -> noteChange(generation);
      case RulesetEvent.Lost() -> changedNanos = System.nanoTime();
      case RulesetEvent.TableAdded _,
          RulesetEvent.TableDeleted _,
          RulesetEvent.ChainAdded _,
          RulesetEvent.ChainDeleted _,
          RulesetEvent.RuleAdded _,
          RulesetEvent.OtherChange _ -> {}
    }
  }

  private void noteChange(int generation) {
    if (generation - changedTo > 0) {
      changedTo = generation;
      changedNanos = System.nanoTime();
    }
  }

  private boolean isNews(RulesetEvent event) {
    return switch (event) {
      case RulesetEvent.Committed(var generation) ->
          !current.settled() || generation - current.generation() > 0;
      case RulesetEvent.Lost() -> true;
      case RulesetEvent.TableAdded _,
          RulesetEvent.TableDeleted _,
          RulesetEvent.ChainAdded _,
          RulesetEvent.ChainDeleted _,
          RulesetEvent.RuleAdded _,
          RulesetEvent.OtherChange _ ->
          false; // said again when the transaction is committed
    };
  }

  private void reread() {
    var started = System.nanoTime();
    try {
      var ruleset = reader.read();
      takeEvents();
      if (stopping) {
        return; // the reading was interrupted, and may lack all texts
      }
      publish(ruleset, started);
      trouble = Optional.empty();
      schedule.read(started, System.nanoTime(), true);
      if (!ruleset.settled()) {
        schedule.changed(System.nanoTime());
      }
    } catch (KernelException | MalformedMessageException e) {
      trouble = Optional.of("the ruleset cannot be read: " + e.getMessage());
      schedule.read(started, System.nanoTime(), false);
    }
    afterReading.run();
  }

  /// Replaces the ruleset; what is over is in the history first, so that a look-up finds it at any
  /// moment.
  private void publish(Ruleset ruleset, long readingNanos) {
    var generation = ruleset.generation();
    noteChange(generation);
    current =
        new Succession(current, ruleset, history, readingNanos)
            .perform(log.addedUpTo(generation), log.isCompleteUpTo(generation));
    if (ruleset.settled() && log.needsBeginning()) {
      log.begin(ruleset);
    }
  }
}
