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
/// @param fate what became of the packet
/// @param words of the stack, from [StackSurvey#FIRST_WORD] on
/// @param atWord what each word points to, 0 where it is no pointer
/// @param handleAtWord what lies at the place of `nft_chain.handle` behind each word
@SuppressWarnings("ArrayRecordComponent") // read only, by one class
record StackSample(
    long location, long skb, Fate fate, long[] words, long[] atWord, long[] handleAtWord) {

  /// What a word may hold.
  enum Role {
    RULE,
    PACKET,
    BASE_CHAIN
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
    };
  }
}
