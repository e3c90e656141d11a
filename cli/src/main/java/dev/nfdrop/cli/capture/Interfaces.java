package dev.nfdrop.cli.capture;

import dev.nfdrop.cli.pcapng.LinkType;
import dev.nfdrop.cli.pcapng.SectionWriter;
import dev.nfdrop.cli.sink.Printable;
import dev.nfdrop.trace.Drop.Interface;
import dev.nfdrop.trace.Drop.Namespace;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The interfaces of a section, each written when it is first needed.
final class Interfaces {
  private record Key(Optional<Interface> device, Namespace netns, LinkType link) {}

  private final SectionWriter section;
  private final Map<Key, Integer> numbers = new HashMap<>();

  Interfaces(SectionWriter section) {
    this.section = section;
  }

  /// The number of an interface in the section.
  int number(Optional<Interface> device, Namespace netns, LinkType link) {
    var key = new Key(device, netns, link);
    var known = numbers.get(key);
    if (known != null) {
      return known;
    }
    int number =
        section.addInterface(
            link, device.map(Interface::name).map(Printable::of), description(netns));
    numbers.put(key, number);
    return number;
  }

  private static String description(Namespace netns) {
    return "netns " + netns.name().map(Printable::of).orElseGet(() -> Long.toString(netns.inode()));
  }
}
