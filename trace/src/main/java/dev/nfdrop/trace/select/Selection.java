package dev.nfdrop.trace.select;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Container;
import dev.nfdrop.trace.Drop.Interface;
import dev.nfdrop.trace.Drop.Occupant;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.filter.PacketFilter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which drops to report: those that satisfy every criterion. A criterion lists alternatives; an
/// empty one does not restrict.
///
/// The programs in the kernel apply what they can ([dev.nfdrop.trace.record]); [#matches] applies
/// all but the packet filter, which is for the engine.
///
/// @param verdicts what became of the packet; engines look at packets that live only for these
/// @param families of the table
/// @param chains that hold the rule; for a policy, the base chain
/// @param handles of rules; a policy has none
/// @param hooks of the base chain
/// @param iifs interfaces that packets came in by
/// @param oifs interfaces that packets were about to leave by
/// @param comments parts of a rule's comment
/// @param occupants who lives in the namespace: a container or a pod by the beginning of its
///   number, a container or a machine that has a name by that, or a service of systemd
/// @param packets the packets that are meant; empty for all
public record Selection(
    Set<Cause> causes,
    Set<Verdict> verdicts,
    Set<Family> families,
    List<NamePattern> tables,
    List<NamePattern> chains,
    Set<Long> handles,
    Set<Hook> hooks,
    List<NamePattern> iifs,
    List<NamePattern> oifs,
    List<String> comments,
    List<NamePattern> occupants,
    Optional<PacketFilter> packets) {

  /// As many digits as a process may have: `PID_MAX_LIMIT`, include/linux/threads.h.
  private static final Pattern SHORT_NUMBER = Pattern.compile("\\d{1,7}");

  /// All drops.
  public static final Selection ALL =
      new Selection(
          Set.of(),
          Set.of(),
          Set.of(),
          List.of(),
          List.of(),
          Set.of(),
          Set.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty());

  public Selection {
    causes = Set.copyOf(causes);
    verdicts = Set.copyOf(verdicts);
    families = Set.copyOf(families);
    tables = List.copyOf(tables);
    chains = List.copyOf(chains);
    handles = Set.copyOf(handles);
    hooks = Set.copyOf(hooks);
    iifs = List.copyOf(iifs);
    oifs = List.copyOf(oifs);
    comments = List.copyOf(comments);
    occupants = List.copyOf(occupants);
  }

  /// The same drops, of these packets only.
  public Selection of(Optional<PacketFilter> meant) {
    return new Selection(
        causes, verdicts, families, tables, chains, handles, hooks, iifs, oifs, comments, occupants,
        meant);
  }

  /// Whether packets are meant that live.
  public boolean wantsLiving() {
    return verdicts.stream().anyMatch(Verdict::lives);
  }

  /// Whether to report a drop.
  public boolean matches(Drop drop) {
    return matches(drop, drop.netns().occupant());
  }

  /// The same with what is known by now of who lives in its namespace.
  public boolean matches(Drop drop, Occupant occupant) {
    return (causes.isEmpty() || causes.contains(drop.cause()))
        && (verdicts.isEmpty() || verdicts.contains(drop.verdict()))
        && any(families, family -> family.label().equals(drop.family()))
        && any(tables, table -> table.matches(drop.table()))
        && any(chains, chain -> chain.matches(drop.chain()))
        && (handles.isEmpty() || isOfHandle(drop))
        && any(hooks, hook -> hook.label().equals(drop.hook().name()))
        && any(iifs, pattern -> matches(pattern, drop.iif()))
        && any(oifs, pattern -> matches(pattern, drop.oif()))
        && any(comments, part -> drop.comment().filter(all -> all.contains(part)).isPresent())
        && any(occupants, pattern -> livesIn(pattern, occupant));
  }

  /// Whether the kernel can leave out drops, the packet filter aside.
  public boolean asksKernel() {
    return !(causes.isEmpty()
        && !wantsLiving()
        && families.isEmpty()
        && tables.isEmpty()
        && chains.isEmpty()
        && handles.isEmpty()
        && hooks.isEmpty()
        && iifs.isEmpty()
        && oifs.isEmpty());
  }

  private static boolean livesIn(NamePattern pattern, Occupant occupant) {
    return occupant.containers().stream().anyMatch(container -> is(pattern, container))
        || occupant.pod().filter(pod -> begins(pattern, pod)).isPresent()
        || occupant.unit().filter(pattern::matches).isPresent();
  }

  private static boolean is(NamePattern pattern, Container container) {
    return container.isNumbered()
        ? begins(pattern, container.id())
        : pattern.matches(container.id());
  }

  /// A few digits may be a name, or a process: they are no beginning unless a `*` says so.
  private static boolean begins(NamePattern pattern, String number) {
    return number.startsWith(pattern.text())
        && (pattern.prefix() || !SHORT_NUMBER.matcher(pattern.text()).matches());
  }

  private boolean isOfHandle(Drop drop) {
    return drop.handle().isPresent() && handles.contains(drop.handle().getAsLong());
  }

  private static boolean matches(NamePattern pattern, Optional<Interface> device) {
    return device.filter(known -> pattern.matches(known.name())).isPresent();
  }

  /// Whether one of the alternatives holds, if there are any.
  private static <T> boolean any(Collection<T> alternatives, Predicate<T> holds) {
    if (alternatives.isEmpty()) {
      return true;
    }
    for (var alternative : alternatives) {
      if (holds.test(alternative)) {
        return true;
      }
    }
    return false;
  }
}
