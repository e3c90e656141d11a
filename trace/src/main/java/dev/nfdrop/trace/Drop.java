package dev.nfdrop.trace;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.packet.Packet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// One packet that nf_tables dropped, and why; or another verdict on a packet, where those were
/// asked for.
///
/// Names come from the kernel at the time of the drop, the rule's text from the ruleset of that
/// namespace. All strings are foreign bytes: escape them before a terminal or HTML sees them.
///
/// @param time when the verdict was seen, from the kernel's clock
/// @param verdict what became of the packet
/// @param family the table's family as nft prints it: `ip`, `ip6`, `inet`, `arp`, `bridge`,
///   `netdev`; of a drop by another hook function the hook's, empty where that is not known
/// @param table empty where nf_tables did not decide
/// @param chain the chain that holds the rule; for a policy, the base chain; empty where nf_tables
///   did not decide
/// @param handle the rule's handle; empty where no rule decided
/// @param rule the rule as nft prints it, or why that is not known; empty where no rule decided
/// @param comment the rule's comment
/// @param why what led to the drop
/// @param iif the interface the packet came in by, if any
/// @param oif the interface it was about to leave by, if any
/// @param mark `skb->mark`, unsigned
/// @param meta what else the kernel knows of the packet, but for its bytes
/// @param conntrack what connection tracking knows of the packet
/// @param length `skb->len` in bytes, where it is known
public record Drop(
    Instant time,
    Verdict verdict,
    Cause cause,
    String family,
    String table,
    String chain,
    OptionalLong handle,
    Optional<RuleText> rule,
    Optional<String> comment,
    Hook hook,
    Why why,
    Optional<Interface> iif,
    Optional<Interface> oif,
    Namespace netns,
    int mark,
    Meta meta,
    Optional<Conntrack> conntrack,
    OptionalInt length,
    Packet packet) {

  /// What becomes of a packet, in nft's words.
  public enum Verdict {
    /// Nobody is told, as far as is known.
    DROP("drop", false),
    /// The sender is told by an ICMP message or a TCP reset, and the packet is dropped.
    REJECT("reject", false),
    /// It passes this base chain.
    ACCEPT("accept", true),
    /// A program in user space decides.
    QUEUE("queue", true),
    /// The rule has taken it away.
    STOLEN("stolen", true);

    private final String label;
    private final boolean lives;

    Verdict(String label, boolean lives) {
      this.label = label;
      this.lives = lives;
    }

    /// Whether nf_tables leaves the packet alive.
    public boolean lives() {
      return lives;
    }

    /// The word that users see.
    public String label() {
      return label;
    }
  }

  /// What decided.
  public enum Cause {
    RULE("rule"),
    POLICY("policy"),
    JUMP_DEPTH("jump-depth"),
    /// Netfilter, and not nf_tables: another function at a hook.
    HOOK("hook");

    private final String label;

    Cause(String label) {
      this.label = label;
    }

    /// The word that users see.
    public String label() {
      return label;
    }
  }

  /// Where in the stack the packet was dropped.
  ///
  /// @param name the hook as nft prints it, `input` for example; empty where it is not known
  /// @param priority of the base chain or of the other function there
  /// @param basechain the base chain that the packet entered by; empty where nf_tables did not
  ///   decide
  /// @param function what decided, where that was not nf_tables and is known
  public record Hook(String name, int priority, String basechain, Optional<HookFunction> function) {
    /// The hook of a base chain.
    public Hook(String name, int priority, String basechain) {
      this(name, priority, basechain, Optional.empty());
    }

    /// Of a drop of which only the function is known.
    public static Hook unknown(Optional<HookFunction> function) {
      return new Hook("", 0, "", function);
    }
  }

  /// A function of the kernel that drops packets.
  ///
  /// @param module that it is part of; empty for the kernel itself
  public record HookFunction(String name, Optional<String> module) {}

  /// What the kernel knows of a packet besides its bytes, as nft's `meta` does.
  ///
  /// @param priority `skb->priority`, unsigned
  /// @param sender whose socket sent it, where it was dropped on its way out and that is certain
  public record Meta(OptionalInt priority, Optional<PacketType> type, Optional<Sender> sender) {
    /// Nothing is known.
    public static final Meta UNKNOWN =
        new Meta(OptionalInt.empty(), Optional.empty(), Optional.empty());
  }

  /// In whose name a packet was sent.
  ///
  /// @param uid the user of the socket, in the initial user namespace, unsigned
  /// @param process that had the socket open and ran when the packet was dropped, where there is
  ///   one
  public record Sender(int uid, Optional<LocalProcess> process) {}

  /// A process of this machine.
  ///
  /// @param pid in the initial namespace of processes
  /// @param name the command's, 15 bytes at most
  /// @param cgroup path of its control group (version 2)
  public record LocalProcess(int pid, String name, Optional<String> cgroup) {}

  /// A network interface as its namespace names it.
  public record Interface(int index, String name) {}

  /// A network namespace.
  ///
  /// @param inode the inode of the namespace, as `ls -L -i /proc/PID/ns/net` prints it
  /// @param name the name that `ip netns` knows it by, if any
  /// @param occupant who lives in it
  public record Namespace(long inode, Optional<String> name, Occupant occupant) {
    /// A namespace of which it is not known who lives in it.
    public Namespace(long inode, Optional<String> name) {
      this(inode, name, Occupant.NONE);
    }
  }

  /// Who lives in a network namespace, as far as the control groups of its processes tell.
  ///
  /// @param containers several where they share it, as those of a pod do; in the order of their
  ///   identifiers
  /// @param pod the UID of a pod of Kubernetes
  /// @param unit a service of systemd
  public record Occupant(List<Container> containers, Optional<String> pod, Optional<String> unit) {
    /// Nobody, or nobody knows.
    public static final Occupant NONE = new Occupant(List.of(), Optional.empty(), Optional.empty());

    public Occupant {
      containers = List.copyOf(containers);
    }

    /// The only container.
    public Optional<Container> container() {
      return containers.size() == 1 ? Optional.of(containers.getFirst()) : Optional.empty();
    }
  }

  /// A container, or a virtual machine.
  ///
  /// @param runtime `docker`, `containerd`, `cri-o`, `podman`, `nspawn`, `vmspawn`, `libvirt` or
  ///   `lxc`
  /// @param id 64 hexadecimal digits, or the name that the last four know it by
  public record Container(String runtime, String id) {
    private static final Pattern NUMBER = Pattern.compile("[0-9a-f]{64}");

    /// Whether its identifier is a number that nobody gave it, of which the beginning will do.
    public boolean isNumbered() {
      return NUMBER.matcher(id).matches();
    }
  }
}
