/// Boots real kernels and runs commands on them.
///
/// A [Host] runs commands: [NativeHost] on this machine, [Vm] in a guest that QEMU emulates. A
/// scenario is written against `Host`, so that the same one runs on every kernel:
///
/// ```java
/// try (var vm = Vm.boot(new Guest(images, folders, consoleLog))) {
///   vm.run("nft", "list", "ruleset").orThrow();
///   try (var nfdrop = vm.start(Command.of("/lab/nfdrop/bin/nfdrop", "--count", "1"))) {
///     nfdrop.awaitLine(Stream.STDERR, line -> line.startsWith("nfdrop: ready"));
///     nfdrop.signal(Signal.INT);
///     var result = nfdrop.await();
///   }
/// }
/// ```
///
/// In the guest [Agent] serves a host of its own over a virtio-serial port, in [Frame]s. The other
/// end of the port is QEMU's standard input and output: when this JVM ends, so does the guest.
@NullMarked
package dev.nfdrop.lab;

import org.jspecify.annotations.NullMarked;
