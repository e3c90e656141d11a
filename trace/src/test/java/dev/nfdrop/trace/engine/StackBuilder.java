package dev.nfdrop.trace.engine;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import dev.nfdrop.trace.calibrate.Sample.NamedHandle;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import java.util.List;

/// Puts a stack together as the survey would bring it from the kernel, with a drop whose rule is
/// known.
final class StackBuilder {
  /// Where the tracepoint's context lies.
  static final long CONTEXT = 0xffff_8000_8000_38c0L;

  private static final long SKB = 0xffff_8880_0424_2000L;
  private static final long BASE_CHAIN = 4242;

  private final long[] words = new long[StackSurvey.WORDS];
  private final long[] atWord = new long[StackSurvey.WORDS];
  private final long[] handleAtWord = new long[StackSurvey.WORDS];
  private final long location;
  private final Fate fate;

  private StackBuilder(long location, Cause cause, long handle) {
    this.location = location;
    var chain = new NamedHandle("input", BASE_CHAIN);
    this.fate = new Fate(cause, new NamedHandle("main", 1), chain, chain, handle, List.of());
  }

  /// @param location where the drop's call returns to
  static StackBuilder ruleDrop(long location, long handle) {
    return new StackBuilder(location, Cause.RULE, handle);
  }

  static StackBuilder policyDrop(long location) {
    return new StackBuilder(location, Cause.POLICY, 0);
  }

  StackBuilder returnAddress(int word) {
    words[word] = location;
    return this;
  }

  StackBuilder word(int word, long content) {
    words[word] = content;
    return this;
  }

  /// A frame record of AArch64, in two words.
  ///
  /// @param caller the first word of the caller's
  /// @param returnAddress as the processor signed it
  StackBuilder frameRecord(int word, int caller, long returnAddress) {
    words[word] = address(caller);
    words[word + 1] = returnAddress;
    return this;
  }

  static long address(int word) {
    return CONTEXT + (long) (StackSurvey.FIRST_WORD + word) * Long.BYTES;
  }

  StackBuilder rule(int word, long handle) {
    atWord[word] = handle << MadeUpLayout.HANDLE_SHIFT;
    return this;
  }

  /// The end of a chain, which starts like a rule.
  StackBuilder endOfChain(int word, long handle) {
    atWord[word] = handle << MadeUpLayout.HANDLE_SHIFT | 1;
    return this;
  }

  StackBuilder packet(int word) {
    atWord[word] = SKB;
    return this;
  }

  StackBuilder baseChain(int word) {
    handleAtWord[word] = BASE_CHAIN;
    return this;
  }

  StackSample build() {
    return new StackSample(location, SKB, CONTEXT, fate, words, atWord, handleAtWord);
  }
}
