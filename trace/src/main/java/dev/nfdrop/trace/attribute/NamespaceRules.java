package dev.nfdrop.trace.attribute;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.ruleset.Lookup;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.nftables.ruleset.RulesetWatch;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// One namespace's name and rules.
sealed interface NamespaceRules extends AutoCloseable {
  /// The name by which `ip netns` knows the namespace, if any.
  Optional<String> name();

  /// A rule that the kernel named.
  ///
  /// @param atNanos when, by CLOCK_MONOTONIC: a rule that is replaced may keep its handle
  /// @param generation the ruleset's at that time, where it is known
  Found rule(RuleId id, long atNanos, OptionalInt generation);

  @Override
  void close();

  /// What came of looking a rule up.
  sealed interface Found {
    record Rule(RuleEntry entry) implements Found {}

    /// It is not known.
    ///
    /// @param reason one short sentence without a full stop
    record Missing(String reason) implements Found {}
  }

  /// Starts to watch a namespace's ruleset.
  ///
  /// @param namespace owned by the result
  /// @param hint is told why rule texts are missing
  static NamespaceRules watch(NetworkNamespace namespace, Consumer<String> hint) {
    return switch (RulesetWatch.open(namespace)) {
      case RulesetWatch.Opening.Watching(var watch) -> {
        watch.textProblem().ifPresent(hint);
        yield new Watched(namespace, watch);
      }
      case RulesetWatch.Opening.Refused(_, var message) -> {
        hint.accept(message);
        var name = namespace.name();
        namespace.close();
        yield new Unknown(name, message);
      }
    };
  }

  static NamespaceRules unknown(String reason) {
    return new Unknown(Optional.empty(), reason);
  }

  /// A namespace whose ruleset is followed.
  final class Watched implements NamespaceRules {
    /// A rule can be hit before its ruleset has been read again.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final NetworkNamespace namespace;
    private final Optional<String> name;
    private final RulesetWatch watch;
    private long behindSince = System.nanoTime() - PATIENCE.toNanos();

    Watched(NetworkNamespace namespace, RulesetWatch watch) {
      this.namespace = namespace;
      this.name = namespace.name();
      this.watch = watch;
    }

    @Override
    public Optional<String> name() {
      return name;
    }

    @Override
    public Found rule(RuleId id, long atNanos, OptionalInt generation) {
      awaitCurrent();
      var lookup =
          generation.isPresent()
              ? watch.lookupIn(generation.getAsInt(), id)
              : watch.lookup(id, atNanos);
      if (lookup instanceof Lookup.Known(var entry, _)) {
        return new Found.Rule(entry);
      }
      return new Found.Missing("the rule was not in the ruleset when that was read");
    }

    /// A rule can be hit before its ruleset has been read again. Costs next to nothing when nothing
    /// has changed, and a namespace whose ruleset changes all the time is waited for only once.
    private void awaitCurrent() {
      var now = System.nanoTime();
      if (now - behindSince < PATIENCE.toNanos()) {
        return;
      }
      try {
        if (!watch.awaitCurrent(PATIENCE)) {
          behindSince = System.nanoTime();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      try (namespace) {
        watch.close();
      }
    }
  }

  /// A namespace whose ruleset cannot be read.
  record Unknown(Optional<String> name, String reason) implements NamespaceRules {
    @Override
    public Found rule(RuleId id, long atNanos, OptionalInt generation) {
      return new Found.Missing(reason);
    }

    @Override
    public void close() {}
  }
}
