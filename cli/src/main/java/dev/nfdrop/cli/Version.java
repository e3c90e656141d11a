package dev.nfdrop.cli;

import picocli.CommandLine.IVersionProvider;

/// What `nfdrop --version` prints.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  /// `nfdrop` and its version.
  static String text() {
    var version = Version.class.getPackage().getImplementationVersion();
    return "nfdrop " + (version == null ? "(not packaged)" : version);
  }
}
