package dev.nfdrop.ebpf.btf;

import static dev.nfdrop.ebpf.btf.BtfWriter.bitfield;
import static dev.nfdrop.ebpf.btf.BtfWriter.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BtfTest {
  private final BtfWriter writer = new BtfWriter();
  private final int u32 = writer.integer("unsigned int", 4, false);
  private final int s64 = writer.integer("long", 8, true);

  @Test
  void findsMembersThroughNestedAnonymousAndArrayMembers() {
    int inner = writer.struct("inner", 16, field("a", u32, 0), field("b", s64, 64));
    int anonymous =
        writer.composite(Kind.UNION, "", 16, false, field("x", inner, 0), field("y", u32, 0));
    int shaded = writer.modifier(Kind.CONST, "", writer.modifier(Kind.TYPEDEF, "in_t", inner));
    int hooks = writer.array(shaded, 3);
    writer.struct("outer", 80, field("", anonymous, 64), field("hooks", hooks, 192));
    var btf = writer.parsed();

    assertThat(btf.member("outer", "y").offsetBytes()).isEqualTo(8);
    assertThat(btf.member("outer", "x.b"))
        .isEqualTo(new Member("outer", "x.b", 128, 64, false, true, s64));
    assertThat(btf.member("outer", "hooks").sizeBytes()).isEqualTo(48);
    assertThat(btf.member("outer", "hooks.b").offsetBytes()).isEqualTo(32);
    assertThat(btf.member("outer", "hooks[2].b").offsetBytes()).isEqualTo(64);
    assertThat(btf.findMember("outer", "hooks[3].b")).isEmpty();
    assertThat(btf.member("in_t", "b").offsetBytes()).isEqualTo(8);
    assertThat(btf.sizeOf("outer")).isEqualTo(80);
  }

  @Test
  void readsBitfieldsOfBothStyles() {
    int u64 = writer.integer("u64", 8, false);
    int narrow = writer.integer("u64:42", 8, 13 << 16 | 42);
    writer.struct("old", 8, field("handle", narrow, 0));
    writer.composite(Kind.STRUCT, "new", 8, true, bitfield("handle", u64, 13, 42));
    var btf = writer.parsed();

    for (var struct : new String[] {"old", "new"}) {
      var handle = btf.member(struct, "handle");
      assertThat(handle.bitfield()).isTrue();
      assertThat(handle.offsetBits()).isEqualTo(13);
      assertThat(handle.sizeBits()).isEqualTo(42);
      assertThat(handle.offsetBytes()).isEqualTo(1);
      assertThat(handle.bitOffset()).isEqualTo(5);
      assertThat(handle.sizeBytes()).isEqualTo(6);
      assertThat(handle.word()).contains(new Member.Word(0, 8, 13));
    }
  }

  @Test
  void saysWhichMemberOfWhichStructIsMissingInWhichBtf() {
    int table = writer.struct("nft_table", 8, field("handle", s64, 0));
    writer.struct("nft_chain", 8, field("table", writer.pointer(table), 0));
    var btf = writer.parsed();

    assertThat(btf.findMember("nft_chain", "flags")).isEmpty();
    assertThat(btf.findMember("nft_rule", "handle")).isEmpty();
    assertThat(btf.hasStruct("nft_rule")).isFalse();
    assertThatThrownBy(() -> btf.member("nft_chain", "flags"))
        .isInstanceOf(BtfLookupException.class)
        .hasMessage(
            "BTF made up: no member \"flags\" in struct nft_chain (path flags of nft_chain)");
    assertThatThrownBy(() -> btf.member("nft_chain", "table.handle"))
        .hasMessageContaining("no member \"handle\" in struct nft_table *");
    assertThatThrownBy(() -> btf.member("nft_rule", "handle"))
        .hasMessage("BTF made up: no struct or union \"nft_rule\"");
    assertThatThrownBy(() -> btf.sizeOf("nft_rule")).isInstanceOf(BtfLookupException.class);
    assertThatThrownBy(() -> btf.member("nft_chain", "table->handle"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> btf.type(99)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsEnumsOfBothWidths() {
    writer.enumeration("verdict", true, Map.of("NFT_JUMP", -3));
    writer.enumeration("reason", false, Map.of("HIGH", -1));
    writer.enumeration64("wide", "TOP", Long.MIN_VALUE + 1);
    var btf = writer.parsed();

    assertThat(btf.enumValue("verdict", "NFT_JUMP").value()).isEqualTo(-3);
    assertThat(btf.enumValue("reason", "HIGH").value()).isEqualTo(0xffff_ffffL);
    assertThat(btf.enumValue("wide", "TOP").value()).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(btf.findEnumValue("reason", "LOW")).isEmpty();
    assertThatThrownBy(() -> btf.enumValue("reason", "LOW"))
        .hasMessage("BTF made up: no constant \"LOW\" in enum reason");
  }

  @Test
  void describesPrototypesOfFunctionsAndTypedefs() {
    int skb = writer.pointer(writer.forward("sk_buff"));
    int prototype = writer.prototype(0, field("", writer.pointer(0), 0), field("skb", skb, 0));
    writer.modifier(Kind.TYPEDEF, "btf_trace_made_up", writer.pointer(prototype));
    writer.modifier(Kind.FUNC, "made_up", prototype);
    var btf = writer.parsed();

    assertThat(btf.prototype("made_up")).hasToString("void made_up(void *, struct sk_buff *skb)");
    assertThat(btf.prototype("btf_trace_made_up").indexOf("skb")).isEqualTo(1);
    assertThat(btf.findPrototype("sk_buff")).isEmpty();
  }

  @Test
  void splitBtfContinuesTypesAndStringsOfItsBase() {
    int table = writer.struct("nft_table", 16, field("handle", s64, 64));
    int unknownHere = writer.pointer(writer.forward("nft_chain"));
    writer.struct("net", 8, field("chain", unknownHere, 0));
    var base = writer.parsed();
    var module = writer.split();
    int chain = module.struct("nft_chain", 24, field("table", table, 0), field("handle", s64, 128));
    var split = module.parsedOn(base);

    assertThat(chain).isEqualTo(base.endId());
    assertThat(split.member("nft_chain", "table.handle").offsetBytes()).isEqualTo(8);
    assertThat(split.member("nft_chain", "handle").offsetBytes()).isEqualTo(16);
    assertThat(split.member("nft_table", "handle").offsetBytes()).isEqualTo(8);
    assertThat(base.hasStruct("nft_chain")).isFalse();
    int pointed = ((BtfType.Pointer) split.type(unknownHere)).targetId();
    assertThat(base.resolve(pointed)).isInstanceOf(BtfType.Forward.class);
    assertThat(split.resolve(pointed).id()).isEqualTo(chain);
    assertThat(split.typeText(unknownHere)).isEqualTo("struct nft_chain *");
  }

  @Test
  void stepsOverUnknownKindsWhoseSizeTheLayoutTells() {
    int unknownKind = 21;
    int unknown = writer.type("", unknownKind, 2, false, 0, 7919, 7919, 7919);
    writer.struct("after", 4, field("x", u32, 0));
    var btf = writer.layoutUpTo(unknownKind, 4, 4).parsed();

    assertThat(btf.type(unknown)).isEqualTo(new BtfType.Unknown(unknown, unknownKind));
    assertThat(btf.member("after", "x").offsetBytes()).isZero();
  }

  @Test
  void namesAnUnknownKindAndItsTypeWithoutLayout() {
    writer.type("", 63, 0, false, 0);

    assertThatThrownBy(writer::parsed)
        .isInstanceOf(BtfFormatException.class)
        .hasMessageContaining("kind of type 3 is 63");
  }

  @Test
  void refusesBigEndianBtf() {
    var bytes = writer.bytes();
    bytes[0] = (byte) 0xeb;
    bytes[1] = (byte) 0x9f;

    assertThatThrownBy(() -> Btf.parse(MemorySegment.ofArray(bytes), "big-endian"))
        .hasMessage(
            "BTF big-endian, offset 0: magic is 0x9feb, expected 0xeb9f (little-endian BTF)");
  }

  @Test
  void endsCirclesOfTypes() {
    int typedef = 3;
    writer.modifier(Kind.TYPEDEF, "ring", typedef);
    int array = 4;
    writer.array(array, 2);
    int nested = 5;
    writer.struct("self", 8, field("", nested, 0), field("", nested, 8));
    int pointer = 6;
    writer.pointer(pointer);
    var btf = writer.parsed();

    assertThatThrownBy(() -> btf.resolve(typedef)).isInstanceOf(BtfFormatException.class);
    assertThatThrownBy(() -> btf.sizeOf(array)).isInstanceOf(BtfFormatException.class);
    assertThatThrownBy(() -> btf.typeText(pointer)).isInstanceOf(BtfFormatException.class);
    assertThat(btf.findMember("self", "x")).isEmpty();
  }
}
