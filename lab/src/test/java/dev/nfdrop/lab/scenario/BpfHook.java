package dev.nfdrop.lab.scenario;

/// Shell text that hangs BPF programs into a netfilter hook of its namespace while a command runs.
/// Since Linux 6.4.
final class BpfHook {
  /// `NFPROTO_IPV4`, include/uapi/linux/netfilter.h.
  static final int IPV4 = 2;

  /// `NF_INET_LOCAL_IN` and `NF_INET_LOCAL_OUT`.
  static final int INPUT = 1;

  static final int OUTPUT = 3;

  /// `BPF_PROG_LOAD` (5) of type `BPF_PROG_TYPE_NETFILTER` (32), `BPF_LINK_CREATE` (28) of type
  /// `BPF_NETFILTER` (45); include/uapi/linux/bpf.h.
  private static final String ATTACH =
      """
      use strict;
      my ($family, $hook, $command, @priorities) = @ARGV;
      my $number = `uname -m` =~ /aarch64/ ? 280 : 321;
      sub bpf {
        my ($call, $attributes) = @_;
        $attributes .= "\\0" x (144 - length $attributes);
        my $result = syscall($number, $call, $attributes, length $attributes);
        die "bpf $call: $!" if $result < 0;
        return $result;
      }
      sub program {
        my $code = pack("CCsl CCsl", 0xb7, 0, 0, $_[0], 0x95, 0, 0, 0);
        my $licence = "GPL\\0";
        my $address = sub { unpack("Q", pack("P", $_[0])) };
        my $start = pack("LLQQ", 32, 2, $address->($code), $address->($licence));
        return bpf(5, $start . "\\0" x (0x44 - length $start) . pack("L", 45));
      }
      for my $i (0 .. $#priorities) {
        my $verdict = $i == $#priorities ? 0 : 1;
        bpf(28, pack("LLLLLLlL", program($verdict), 0, 45, 0, $family, $hook, $priorities[$i], 0));
      }
      exit system("bash", "-c", $command);
      """;

  private BpfHook() {}

  /// Programs at these priorities, of which the last drops every packet and the others accept all.
  static String during(String command, int family, int hook, int... priorities) {
    var words = new StringBuilder();
    for (int priority : priorities) {
      words.append(' ').append(priority);
    }
    return "perl - %d %d '%s'%s <<'END'\n%sEND\n".formatted(family, hook, command, words, ATTACH);
  }
}
