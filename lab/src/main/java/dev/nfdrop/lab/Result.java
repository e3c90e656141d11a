package dev.nfdrop.lab;

import java.util.List;

/// What a command left when it had ended.
///
/// @param exitStatus the exit status; 128 plus the signal's number where a signal ended it
/// @param stdout its standard output, read as UTF-8
/// @param stderr its standard error, read as UTF-8
public record Result(Command command, int exitStatus, String stdout, String stderr) {

  /// The lines of the standard output.
  public List<String> lines() {
    return stdout.lines().toList();
  }

  /// This result, of a command that has to succeed.
  ///
  /// @throws LabException with all of its output, if the exit status is not 0
  public Result orThrow() {
    if (exitStatus != 0) {
      throw new LabException("a command failed: " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return "%s%nexit status %d%nstdout:%n%s%nstderr:%n%s"
        .formatted(command, exitStatus, stdout.stripTrailing(), stderr.stripTrailing());
  }
}
