package dev.nfdrop.trace.netns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Names of systemd's units, in which other bytes than letters, digits and a few more are written
/// as `\x2d`: systemd-escape(1).
public final class SystemdName {
  private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

  private SystemdName() {}

  /// The name that was escaped: foreign bytes, never longer than before. A zero byte stays escaped.
  public static String unescape(String name) {
    if (name.indexOf('\\') < 0) {
      return name;
    }
    var bytes = new ByteArrayOutputStream(name.length());
    var escaped = ESCAPED.matcher(name);
    int done = 0;
    while (escaped.find()) {
      int value = HexFormat.fromHexDigits(escaped.group(1));
      if (value != 0) {
        bytes.writeBytes(name.substring(done, escaped.start()).getBytes(StandardCharsets.UTF_8));
        bytes.write(value);
        done = escaped.end();
      }
    }
    bytes.writeBytes(name.substring(done).getBytes(StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
