/// The `nfdrop` command.
module dev.nfdrop.cli {
  requires dev.nfdrop.trace;
  requires info.picocli;
  requires static org.jspecify;
  requires tools.jackson.core;

  opens dev.nfdrop.cli to
      info.picocli;
}
