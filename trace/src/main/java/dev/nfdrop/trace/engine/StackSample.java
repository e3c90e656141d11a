package dev.nfdrop.trace.engine;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.kernel.KernelLayout;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The kernel stack around a raw tracepoint's context at a drop whose rule is known.
///
/// @param location the address to which the drop's call returns
/// @param skb the packet's buffer
/// @param context the address of the tracepoint's context
/// @param fate what became of the packet
/// @param words of the stack, from [StackSurvey#FIRST_WORD] on
/// @param atWord what each word points to, 0 where it is no pointer
/// @param handleAtWord what lies at the place of `nft_chain.handle` behind each word
@SuppressWarnings("ArrayRecordComponent") // read only, by one class
record StackSample(
    long location,
    long skb,
    long context,
    Fate fate,
    long[] words,
    long[] atWord,
    long[] handleAtWord) {

  /// What a word may hold.
  enum Role {
    RULE("rule"),
    PACKET("packet"),
    BASE_CHAIN("base chain"),
    JUMP_DEPTH("depth of the jumps");

    private final String text;

    Role(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /// The number of the word that lies so many bytes from the context.
  static int wordAt(int fromContext) {
    return fromContext / Long.BYTES - StackSurvey.FIRST_WORD;
  }

  /// An address in bytes from the context.
  int fromContext(long address) {
    return Math.toIntExact(address - context);
  }

  /// Whether the word at an address was copied.
  boolean contains(long address) {
    long bytes = address - context - (long) StackSurvey.FIRST_WORD * Long.BYTES;
    return bytes >= 0 && bytes < (long) words.length * Long.BYTES && bytes % Long.BYTES == 0;
  }

  long word(long address) {
    return words[wordAt(fromContext(address))];
  }

  /// The words that hold the return address or look like it.
  int[] returnAddresses() {
    return IntStream.range(0, words.length).filter(i -> words[i] == location).toArray();
  }

  boolean byRule() {
    return fate.cause() == Cause.RULE;
  }

  /// The words that can play a role, by what they point to.
  BitSet wordsFor(Role role, KernelLayout layout) {
    IntPredicate fits = i -> plays(i, role, layout);
    var found = new BitSet(words.length);
    IntStream.range(0, words.length).filter(fits).forEach(found::set);
    return found;
  }

  boolean plays(int word, Role role, KernelLayout layout) {
    return switch (role) {
      case RULE ->
          layout.rule().handle().of(atWord[word]) == fate.handle()
              && layout.rule().isLast().filter(bit -> bit.of(atWord[word]) != 0).isEmpty();
      case PACKET -> atWord[word] == skb;
      case BASE_CHAIN -> handleAtWord[word] == fate.baseChain().handle();
      case JUMP_DEPTH -> (int) words[word] == fate.jumps().size();
    };
  }
}
