package dev.nfdrop.trace.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OwnersTest {
  private final Owners owners = new Owners();

  @Test
  void firewalldsZonesAndPoliciesAreNamed() {
    var rules = Listing.of("firewalld.nft");
    assertThat(rules).allMatch(rule -> owner(rule).startsWith("firewalld"));
    assertThat(owner(rule(rules, "filter_IN_public_deny", "tcp dport 4242 drop")))
        .isEqualTo("firewalld zone public");
    assertThat(owner(rule(rules, "filter_INPUT_POLICIES", "iifname \"eth0\" reject")))
        .isEqualTo("firewalld zone public");
    assertThat(owner(rule(rules, "filter_INPUT_POLICIES", "ip saddr 192.0.2.0/24 drop")))
        .isEqualTo("firewalld zone drop");
    assertThat(owner(rule(rules, "filter_INPUT", "ct state invalid drop"))).isEqualTo("firewalld");
    assertThat(owner(rule(rules, "filter_IN_policy_allow-host-ipv6_allow", "accept")))
        .isEqualTo("firewalld policy allow-host-ipv6");
  }

  @Test
  void ufwsPartsAreNamed() {
    var rules = Listing.of("ufw.nft");
    assertThat(owner(rule(rules, "ufw-user-input", "tcp dport 4242"))).isEqualTo("ufw user-input");
    assertThat(owner(rule(rules, "ufw6-user-input", "tcp dport 4243"))).isEqualTo("ufw user-input");
    assertThat(rules)
        .filteredOn(rule -> rule.chain().startsWith("ufw"))
        .hasSizeGreaterThan(100)
        .allMatch(rule -> owner(rule).startsWith("ufw "));
  }

  @Test
  void fail2bansJailsAreNamed() {
    var rules = Listing.of("fail2ban.nft");
    assertThat(rules.stream().map(this::owner))
        .containsExactly("fail2ban sshd", "fail2ban recidive");
  }

  @Test
  void libvirtsChainsAreParts() {
    var rules = Listing.of("libvirt.nft");
    assertThat(owner(rule(rules, "LIBVIRT_FWI", "reject"))).isEqualTo("libvirt LIBVIRT_FWI");
    assertThat(owner(rule(rules, "FORWARD", "jump LIBVIRT_FWO"))).isEqualTo("iptables");
    assertThat(rules)
        .filteredOn(rule -> rule.chain().startsWith("LIBVIRT_"))
        .hasSizeGreaterThan(15)
        .allMatch(rule -> owner(rule).startsWith("libvirt LIBVIRT_"));
  }

  @Test
  void iptablesTablesAreKnownByTheirChains() {
    var rules = Listing.of("iptables.nft");
    assertThat(owner(rule(rules, "INPUT", "tcp dport 4242"))).isEqualTo("iptables");
    assertThat(owner(rule(rules, "web", "drop"))).isEqualTo("iptables");
    assertThat(owner(rule(rules, "FORWARD", "drop"))).isEqualTo("ip6tables");
  }

  /// Made by hand from what these programs document, or their sources have.
  @ParameterizedTest
  @CsvSource({
    "ip, filter, DOCKER-USER, FORWARD, docker DOCKER-USER",
    "ip, filter, DOCKER-ISOLATION-STAGE-2, FORWARD, docker DOCKER-ISOLATION-STAGE-2",
    "ip, docker-bridges, filter-forward-in__docker0, filter-FORWARD, docker",
    "ip, kube-proxy, reject-chain, filter-input, kube-proxy",
    "ip, filter, KUBE-SERVICES, OUTPUT, kube-proxy KUBE-SERVICES",
    "ip, filter, KUBE-FIREWALL, INPUT, kubelet",
    "ip, filter, KUBE-NWPLCY-DEFAULT, FORWARD, kube-router KUBE-NWPLCY-DEFAULT",
    "ip, filter, cali-pi-_ab12CD34ef, FORWARD, calico policy _ab12CD34ef",
    "ip, filter, cali-tw-cali1234abcd, FORWARD, calico tw-cali1234abcd",
    "ip, filter, LIBVIRT_FWI, FORWARD, libvirt LIBVIRT_FWI",
    "ip, libvirt_network, guest_input, forward, libvirt guest_input",
    "ip, filter, f2b-sshd, INPUT, fail2ban sshd",
    "inet, netavark, NETAVARK-ISOLATION-2, FORWARD, podman ISOLATION-2",
    "inet, fw4, input_wan, input, openwrt",
    "inet, filter, input, input, nobody",
    "inet, filter, INPUT, INPUT, nobody",
    "ip, filter, INPUT, INPUT, iptables",
    "bridge, filter, FORWARD, FORWARD, ebtables",
    "inet, mine, firewalld, input, nobody"
  })
  void namesTell(String family, String table, String chain, String base, String owner) {
    var rule =
        new OwnedRule(
            family,
            table,
            chain,
            base,
            Optional.empty(),
            Optional.of("counter drop"),
            Optional.empty());
    assertThat(owner(rule)).isEqualTo(owner);
  }

  @Test
  void calicosCommentsTell() {
    var rule =
        new OwnedRule(
            "ip",
            "filter",
            "FORWARD",
            "FORWARD",
            Optional.empty(),
            Optional.of("xt match \"comment\" /* \"cali:wUHhoiAYhphO9Mso\" */ drop"),
            Optional.empty());
    assertThat(owner(rule)).isEqualTo("calico");
  }

  @Test
  void rulesAsIptablesPrintsThemAreItsOwn() {
    var rule =
        new OwnedRule(
            "ip",
            "filter",
            "web",
            "INPUT",
            Optional.empty(),
            Optional.of("-A web -s 192.0.2.1/32 -j DROP"),
            Optional.empty());
    assertThat(owner(rule)).isEqualTo("iptables");
  }

  @Test
  void iptablesNamesByHandAreNobodys() {
    var rules =
        Listing.parse(
            """
            table ip filter {
            	chain INPUT {
            		type filter hook input priority 0; policy drop;
            		tcp dport 4242 drop # handle 2
            	}
            }
            """);
    assertThat(owner(rules.getFirst())).isEqualTo("nobody");
  }

  @Test
  void dockersChainsAreParts() {
    var rules = Listing.of("docker.nft");
    assertThat(owner(rule(rules, "DOCKER-USER", "drop"))).isEqualTo("docker DOCKER-USER");
    assertThat(owner(rule(rules, "DOCKER-ISOLATION-STAGE-2", "drop")))
        .isEqualTo("docker DOCKER-ISOLATION-STAGE-2");
    assertThat(owner(rule(rules, "DOCKER", "drop"))).isEqualTo("docker DOCKER");
    assertThat(owner(rule(rules, "FORWARD", "counter drop"))).isEqualTo("iptables");
  }

  @Test
  void kubeProxysTablesAndChainsAreItsOwn() {
    var rules = Listing.of("kube-proxy.nft");
    assertThat(owner(rule(rules, "cluster-ips-check", "reject"))).isEqualTo("kube-proxy");
    assertThat(owner(rule(rules, "KUBE-SERVICES", "reject"))).isEqualTo("kube-proxy KUBE-SERVICES");
    assertThat(owner(rule(rules, "KUBE-FIREWALL", "drop"))).isEqualTo("kubelet");
  }

  @Test
  void calicosPoliciesAreNamed() {
    var rules = Listing.of("calico.nft");
    assertThat(rules).allMatch(rule -> owner(rule).startsWith("calico"));
    assertThat(owner(rule(rules, "cali-pi-_ab12CD34ef56GH78ij", "drop")))
        .isEqualTo("calico policy _ab12CD34ef56GH78ij");
    assertThat(owner(rule(rules, "FORWARD", "drop"))).isEqualTo("calico");
  }

  private static OwnedRule rule(List<OwnedRule> rules, String chain, String text) {
    return rules.stream()
        .filter(rule -> rule.chain().equals(chain))
        .filter(rule -> rule.text().orElseThrow().contains(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no rule in " + chain + " with " + text));
  }

  private String owner(OwnedRule rule) {
    return owners
        .of(rule)
        .map(owner ->
            owner.name()
                + owner.zone().map(zone -> " zone " + zone).orElse("")
                + owner.policy().map(policy -> " policy " + policy).orElse("")
                + owner.part().map(part -> " " + part).orElse(""))
        .orElse("nobody");
  }
}
