package dev.nfdrop.nftables.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.NftShell;
import dev.nfdrop.nftables.set.SetDeclaration;
import dev.nfdrop.nftables.set.SetElement;
import dev.nfdrop.nftables.set.SetElement.Keys;
import dev.nfdrop.nftables.set.SetElement.Verdict;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Single elements of the sets of this machine's kernel, that `nft` has made.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SetQueriesTest {
  private static final String SETS =
      """
      table inet nfd {
        set hosts { type ipv4_addr; elements = { 10.1.0.2 comment "the culprit", 10.1.0.3 } }
        set nets {
          type ipv4_addr; flags interval;
          elements = { 10.0.0.0/8, 192.168.0.5-192.168.0.99, 255.255.255.0/24 }
        }
        set pairs { type ipv4_addr . inet_service; elements = { 10.1.0.2 . 4242 } }
        set ranges {
          type inet_service . ipv4_addr; flags interval;
          elements = { 4000-4245 . 10.1.0.0/16 }
        }
        chain web { }
        map verdicts {
          type inet_service : verdict
          elements = { 4242 : drop, 4243 : accept, 4244 : jump web, 4245 : goto web }
        }
        map fallback { type inet_service : verdict; elements = { 4243 : accept, * : drop } }
      }
      """;

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final NftablesSocket socket = NftablesSocket.open(namespace);
  private final SetQueries queries = new SetQueries(socket);

  @BeforeAll
  void load() {
    NftShell.load(namespace, SETS);
  }

  @AfterAll
  void close() {
    socket.close();
    namespace.close();
  }

  @Test
  void findsOneElement() {
    assertThat(element("hosts", "0a010002"))
        .contains(new SetElement(one("0a010002"), Optional.empty(), Optional.of("the culprit")));
    assertThat(element("hosts", "0a010004")).isEmpty();
    assertThat(element("pairs", "0a01000210920000"))
        .map(SetElement::keys)
        .contains(one("0a01000210920000"));
  }

  @Test
  void findsTheRangeThatAKeyIsIn() {
    assertThat(keys("nets", "0a010002")).contains(range("0a000000", "0affffff"));
    assertThat(keys("nets", "c0a80005")).contains(range("c0a80005", "c0a80063"));
    assertThat(keys("nets", "c0a80063")).contains(range("c0a80005", "c0a80063"));
    assertThat(keys("nets", "ffffff07")).contains(range("ffffff00", "ffffffff"));
    assertThat(keys("nets", "c0a80064")).isEmpty();
    assertThat(keys("nets", "0b000000")).isEmpty();
    assertThat(keys("ranges", "109200000a01ff02"))
        .contains(range("0fa000000a010000", "109500000a01ffff"));
    assertThat(keys("ranges", "109600000a01ff02")).isEmpty();
  }

  @Test
  void tellsTheVerdictOfAMap() {
    assertThat(verdict("1092")).contains(verdict(0));
    assertThat(verdict("1093")).contains(verdict(1));
    assertThat(verdict("1094")).contains(new Verdict(Verdict.JUMP, Optional.of("web")));
    assertThat(verdict("1095")).contains(new Verdict(Verdict.GOTO, Optional.of("web")));
    assertThat(element("fallback", "1092"))
        .contains(new SetElement(new Keys.Others(), Optional.of(verdict(0)), Optional.empty()));
  }

  @Test
  void whatIsNotThereIsNoError() {
    assertThat(queries.set(Family.INET, "nfd", "gone")).isEmpty();
    assertThat(queries.set(Family.INET, "gone", "hosts")).isEmpty();
    var gone = new SetDeclaration("gone", 7, 4, false, false);
    assertThat(queries.element(Family.INET, "nfd", gone, bytes("0a010002"))).isEmpty();
  }

  private Optional<Keys> keys(String set, String key) {
    return element(set, key).map(SetElement::keys);
  }

  private Optional<SetElement> element(String set, String key) {
    var declaration = queries.set(Family.INET, "nfd", set).orElseThrow();
    return queries.element(Family.INET, "nfd", declaration, bytes(key));
  }

  private Optional<Verdict> verdict(String key) {
    return element("verdicts", key).flatMap(SetElement::verdict);
  }

  private static Verdict verdict(int code) {
    return new Verdict(code, Optional.empty());
  }

  private static Keys one(String key) {
    return new Keys.One(bytes(key));
  }

  private static Keys range(String first, String last) {
    return new Keys.Range(bytes(first), bytes(last));
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
