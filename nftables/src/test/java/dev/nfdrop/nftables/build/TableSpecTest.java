package dev.nfdrop.nftables.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Chain.Policy;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.NftShell;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.netlink.NetfilterRefusalException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableSpecTest {
  private static final int UDP = 17;

  private static TableSpec calibration() {
    return new TableSpec(
        Family.INET,
        "nfd",
        List.of(
            VerdictMapSpec.ofPorts(
                "ports",
                List.of(
                    VerdictMapSpec.port(4242, Verdict.Final.DROP),
                    VerdictMapSpec.port(4243, new Verdict.Jump("jumped"))))),
        List.of(
            ChainSpec.base(
                "in",
                Hook.INPUT,
                -150,
                Policy.DROP,
                RuleSpec.of(Expression.lengthIs(4242), Verdict.Final.DROP).commented("by length"),
                RuleSpec.of(Expression.destinationPortIs(51713), new Verdict.Jump("jumped")),
                RuleSpec.of(Expression.protocolIs(UDP), new Verdict.Goto("gone")),
                RuleSpec.of(
                    List.of(Expression.loadDestinationPort()),
                    new Expression.LookUpVerdict("ports")),
                RuleSpec.of(
                    Expression.lengthIs(99),
                    new Expression.Reject(Expression.RejectType.ICMPX_UNREACHABLE, 1)),
                RuleSpec.of(Expression.inputInterfaceIs("veth0", true), Verdict.Final.ACCEPT),
                RuleSpec.of(Expression.inputInterfaceIs("veth", false), Verdict.Final.ACCEPT),
                RuleSpec.of(Expression.familyIs(Family.IP6), Verdict.Final.ACCEPT),
                RuleSpec.of(List.of(new Expression.Count()), Verdict.Final.ACCEPT)),
            ChainSpec.regular("jumped", RuleSpec.of(List.of(), Verdict.Final.DROP)),
            ChainSpec.regular("gone", RuleSpec.of(List.of(), new Verdict.Return()))));
  }

  @Test
  void nftListsWhatWasBuilt() {
    try (var namespace = NetworkNamespace.create()) {
      var table = calibration().load(namespace);

      assertThat(NftShell.list(namespace))
          .isEqualTo(
              """
              table inet nfd { # handle %d
              	map ports { # handle %d
              		type inet_service : verdict
              	}

              	chain in { # handle %d
              		type filter hook input priority mangle; policy drop;
              		meta length 4242 drop comment "by length" # handle %d
              		th dport 51713 jump jumped # handle %d
              		meta l4proto udp goto gone # handle %d
              		th dport vmap @ports # handle %d
              		meta length 99 reject # handle %d
              		iifname "veth0" accept # handle %d
              		iifname "veth*" accept # handle %d
              		meta nfproto ipv6 accept # handle %d
              		counter accept # handle %d
              	}

              	chain jumped { # handle %d
              		drop # handle %d
              	}

              	chain gone { # handle %d
              		return # handle %d
              	}
              }
              """
                  .formatted(
                      table.table().handle(),
                      4,
                      table.chains().get(0).chain().handle(),
                      handle(table.chains().get(0).rules(), 0),
                      handle(table.chains().get(0).rules(), 1),
                      handle(table.chains().get(0).rules(), 2),
                      handle(table.chains().get(0).rules(), 3),
                      handle(table.chains().get(0).rules(), 4),
                      handle(table.chains().get(0).rules(), 5),
                      handle(table.chains().get(0).rules(), 6),
                      handle(table.chains().get(0).rules(), 7),
                      handle(table.chains().get(0).rules(), 8),
                      table.chains().get(1).chain().handle(),
                      handle(table.chains().get(1).rules(), 0),
                      table.chains().get(2).chain().handle(),
                      handle(table.chains().get(2).rules(), 0)));
      assertThat(NftShell.run(namespace, "", "nft", "list", "map", "inet", "nfd", "ports"))
          .contains("4242 : drop", "4243 : jump jumped");
    }
  }

  @Test
  void refusalNamesTheChangeAndTheReason() {
    try (var namespace = NetworkNamespace.create()) {
      calibration().load(namespace);

      assertThatThrownBy(() -> calibration().load(namespace))
          .isInstanceOfSatisfying(
              NetfilterRefusalException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
          .hasMessageContaining("NFT_MSG_NEWTABLE of table nfd");
    }
  }

  private static long handle(List<Rule> rules, int index) {
    return rules.get(index).handle();
  }
}
