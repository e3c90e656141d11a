/// Boots real kernels and runs the shipped command on them.
module dev.nfdrop.lab {
  requires static org.jspecify;

  exports dev.nfdrop.lab;
}
