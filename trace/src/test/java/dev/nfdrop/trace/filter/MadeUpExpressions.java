package dev.nfdrop.trace.filter;

import java.util.List;
import java.util.Random;

/// pcap-filter expressions: hard ones by hand, and others from a grammar.
final class MadeUpExpressions {
  static final List<String> BY_HAND =
      List.of(
          "tcp dst port 10000 and net 10.0.0.0/8",
          "ip",
          "ip6",
          "arp",
          "rarp",
          "not ip",
          "ether proto 0x88b5",
          "ether host 02:00:00:00:00:01",
          "ether multicast or ether broadcast",
          "ip multicast",
          "ip6 multicast",
          "stp",
          "llc",
          "vlan",
          "vlan 10",
          "vlan and tcp port 80",
          "vlan 10 and vlan 20",
          "vlan and (ip or ip6) and port 53",
          "not vlan and udp",
          "tcp port 80 or (vlan and tcp port 80)",
          "mpls",
          "mpls 100 and ip",
          "pppoes",
          "pppoes 7 and ip",
          "portrange 50-90",
          "dst portrange 10000-10001 and not src port 22",
          "src net 192.168.1.0/24 or dst net 172.16.0.0/12",
          "net 10.0.0.0 mask 255.0.0.0",
          "src host 10.0.0.1 and dst host 10.1.2.3",
          "ip6 src net 2001:db8::/32",
          "ip6 host fe80::1",
          "host ::1",
          "ip proto 47",
          "ip6 proto 58",
          "proto 50",
          "sctp port 4242",
          "icmp[icmptype] = icmp-echo or icmp[icmptype] = icmp-unreach",
          "icmp[0] != 8 and icmp[0] != 0",
          "icmp6 and ip6[40] = 128",
          "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn",
          "tcp[tcpflags] = 0xff",
          "tcp[13] & 4 != 0",
          "tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420",
          "ip[6:2] & 0x1fff != 0",
          "ip[6] & 0x20 != 0 and not tcp",
          "ip[0] & 0xf != 5",
          "(ip[0] & 0xf) * 4 > 24",
          "ip[2:2] - ((ip[0] & 0xf) << 2) > 40",
          "ip[8] << 1 = 128 or ip[8] >> 2 = 1",
          "ip[8] / 3 = 21",
          "ip[8] % 5 = 3",
          "ip[12:4] ^ ip[16:4] = 0",
          "ip[8] / (ip[9] - 6) = 0",
          "ip[9] % ip[1] = 0",
          "1 << ip[8] = 0",
          "ip[0] >> ip[8] = 0",
          "ether[ip[8] + ip[1]] = 0",
          "ether[300:2] = 0 or not tcp",
          "ether[2000] = 0 or arp",
          "ip[-1 + 10] = 6",
          "-(ip[8]) + 64 = 0",
          "len > 100",
          "len = 60 or len < 50",
          "less 64",
          "greater 200 and not arp",
          "len - ip[2:2] = 14",
          "ether[len - 1] = 0",
          "arp[6:2] = 2",
          "arp[6:2] = 1 and arp host 10.0.0.1",
          "udp[4:2] > 30",
          "igmp or esp or ah",
          "gre proto 0x800 or host 224.0.0.251",
          "tcp or udp and not port 22",
          "not (tcp and (src port 22 or dst port 22))",
          "vlan and vlan and ip6",
          "1 = 1",
          "ip[0] = ip[0] and arp");

  private static final String[] DIRECTIONS = {"", "src ", "dst ", "src or dst ", "src and dst "};
  private static final String[] TRANSPORTS = {"", "tcp ", "udp ", "sctp "};
  private static final String[] PROTOCOLS = {
    "ip",
    "ip6",
    "arp",
    "tcp",
    "udp",
    "icmp",
    "icmp6",
    "igmp",
    "sctp",
    "esp",
    "ip proto 41",
    "proto 4"
  };
  private static final String[] HEADERS = {"ether", "ip", "ip6", "tcp", "udp", "icmp", "arp"};
  private static final String[] RELATIONS = {"=", "!=", "<", ">", "<=", ">="};
  private static final String[] OPERATORS = {"+", "-", "*", "/", "&", "|", "^", "%", "<<", ">>"};
  private static final String[] NETWORKS = {
    "10.0.0.0/8", "192.168.1.0/24", "172.16.0.0/12", "10", "192.168", "224.0.0.0/4"
  };
  private static final String[] IPV6 = {"fe80::1", "2001:db8::1", "2001:db8:0:1::7", "::1"};

  private final Random random;

  MadeUpExpressions(Random random) {
    this.random = random;
  }

  String next() {
    return expression(1 + random.nextInt(3));
  }

  private String expression(int depth) {
    if (depth == 0) {
      return primitive();
    }
    return switch (random.nextInt(6)) {
      case 0 -> primitive();
      case 1 -> "not (" + expression(depth - 1) + ")";
      case 2, 3 -> "(" + expression(depth - 1) + ") and (" + expression(depth - 1) + ")";
      default -> "(" + expression(depth - 1) + ") or (" + expression(depth - 1) + ")";
    };
  }

  private String primitive() {
    return switch (random.nextInt(15)) {
      case 0, 1 -> pick(PROTOCOLS);
      case 2 -> pick(DIRECTIONS) + "host " + pick(MadeUpFrames.IPV4);
      case 3 -> pick(DIRECTIONS) + "host " + pick(IPV6);
      case 4 -> pick(DIRECTIONS) + "net " + pick(NETWORKS);
      case 5 -> pick(DIRECTIONS) + "net 2001:db8::/" + (20 + random.nextInt(80));
      case 6, 7 -> pick(TRANSPORTS) + pick(DIRECTIONS) + "port " + port();
      case 8 -> {
        var low = port();
        yield pick(TRANSPORTS) + pick(DIRECTIONS) + "portrange " + low + "-" + (low + 400);
      }
      case 9 -> "ether " + pick(new String[] {"src ", "dst ", "host "}) + pick(MadeUpFrames.MACS);
      case 10 ->
          random.nextBoolean()
              ? "vlan"
              : "vlan " + MadeUpFrames.TAGS[random.nextInt(MadeUpFrames.TAGS.length)];
      case 11 -> (random.nextBoolean() ? "less " : "greater ") + random.nextInt(200);
      case 12 -> "tcp[tcpflags] & " + random.nextInt(64) + " " + pick(RELATIONS) + " 2";
      default -> value(1) + " " + pick(RELATIONS) + " " + value(1);
    };
  }

  private String value(int depth) {
    if (depth > 0 && random.nextInt(3) != 0) {
      return "(" + value(depth - 1) + " " + pick(OPERATORS) + " " + value(depth - 1) + ")";
    }
    return switch (random.nextInt(5)) {
      case 0 -> "len";
      case 1 -> Integer.toString(random.nextInt(300));
      case 2 -> pick(HEADERS) + "[" + value(0) + "]";
      default -> pick(HEADERS) + "[" + random.nextInt(60) + ":" + (1 << random.nextInt(3)) + "]";
    };
  }

  private int port() {
    return MadeUpFrames.PORTS[random.nextInt(MadeUpFrames.PORTS.length)];
  }

  private String pick(String[] words) {
    return words[random.nextInt(words.length)];
  }
}
