package dev.nfdrop.ebpf.sys;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// All file descriptors, mappings and attachments of this process that are open, each with the code
/// that opened it.
///
/// A test run fails when something is left here. Registration costs a walk over a few stack frames
/// and one insertion into a concurrent set. Safe for use by several threads.
public final class OpenResources {
  /// Frames that are kept of the opener.
  private static final int OPENER_FRAMES = 6;

  private static final Set<Resource> OPEN = ConcurrentHashMap.newKeySet();
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String OWN_PACKAGE = OpenResources.class.getPackageName() + ".";

  private OpenResources() {}

  /// What kind of thing is open.
  public enum Kind {
    FILE_DESCRIPTOR("file descriptor"),
    MAPPING("mapping"),
    ATTACHMENT("attachment");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// One open thing; identity, not content, tells two of them apart.
  public static final class Resource {
    private final Kind kind;
    private final String what;
    private final List<StackWalker.StackFrame> opener;

    private Resource(Kind kind, String what, List<StackWalker.StackFrame> opener) {
      this.kind = kind;
      this.what = what;
      this.opener = opener;
    }

    public Kind kind() {
      return kind;
    }

    /// The thing in field terms, such as `map drops, fd 17`.
    public String what() {
      return what;
    }

    /// The innermost frames outside this package at the time of opening, innermost first.
    public List<StackTraceElement> opener() {
      return opener.stream().map(StackWalker.StackFrame::toStackTraceElement).toList();
    }

    /// Takes the thing off the register; again is no error.
    ///
    /// @return whether it was still registered
    public boolean closed() {
      return OPEN.remove(this);
    }

    @Override
    public String toString() {
      var text = new StringBuilder("%s (%s), opened".formatted(kind, what));
      opener().forEach(frame -> text.append("\n    at ").append(frame));
      return text.toString();
    }
  }

  /// Registers a thing that was just opened, with the calling code as its opener.
  public static Resource opened(Kind kind, String what) {
    var resource = new Resource(kind, what, WALKER.walk(OpenResources::openerOf));
    OPEN.add(resource);
    return resource;
  }

  /// All that is open now, in no particular order.
  public static List<Resource> open() {
    return List.copyOf(OPEN);
  }

  private static List<StackWalker.StackFrame> openerOf(Stream<StackWalker.StackFrame> frames) {
    return frames
        .dropWhile(frame -> frame.getClassName().startsWith(OWN_PACKAGE))
        .limit(OPENER_FRAMES)
        .toList();
  }
}
