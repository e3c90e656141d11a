package dev.nfdrop.cli;

import picocli.CommandLine.IVersionProvider;

/// What `nfdrop --version` prints.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    var version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"nfdrop " + (version == null ? "(not packaged)" : version)};
  }
}
