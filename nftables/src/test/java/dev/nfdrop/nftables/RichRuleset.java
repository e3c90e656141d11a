package dev.nfdrop.nftables;

/// A ruleset with something of everything.
public final class RichRuleset {
  /// All six families, jumps and gotos, sets and maps with and without names, comments that look
  /// like handles. In nft's language.
  public static final String ALL_FAMILIES =
      """
      table inet filter {
        set big { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.2 }; }
        map verdicts { type inet_service : verdict; elements = { 22 : accept, 23 : drop }; }
        counter hits { }
        chain input {
          comment "a chain # handle 3"
          type filter hook input priority filter + 5; policy drop;
          ct state { established, related } accept
          tcp dport { 22, 80 } accept comment "x # handle 7 {"
          tcp dport vmap { 22 : accept, 23 : jump other }
          tcp dport 24 jump { ip saddr 127.0.0.0/8 drop; accept comment "zz"; }
          ip saddr @big counter drop
          tcp dport vmap @verdicts
          ip saddr . tcp dport { 1.2.3.4 . 22, 10.0.0.0/8 . 23-25 } counter drop
          quota over 25 mbytes drop
          limit rate 5/second burst 10 packets drop
          log prefix "foo } # handle 9" drop
          meta mark set ip saddr map { 1.1.1.1 : 5, 2.2.2.2 : 6 }
          counter name hits
          reject with icmpx type admin-prohibited
        }
        chain other { goto third; }
        chain third { }
        chain dotted.name_2 { tcp flags syn / fin,syn drop; }
      }
      table ip nat {
        flags dormant
        comment "a table"
        chain post { type nat hook postrouting priority srcnat; masquerade comment "late"; }
      }
      table ip6 six {
        chain pre { type filter hook prerouting priority raw; ip6 saddr fe80::/10 drop; }
      }
      table arp neighbours {
        chain in { type filter hook input priority 0; arp operation request drop; }
      }
      table bridge br {
        chain forwarded { type filter hook forward priority -200; ether type arp drop; }
      }
      table netdev dev {
        chain ing { type filter hook ingress devices = { lo } priority -500; drop; }
      }
      """;

  private RichRuleset() {}
}
