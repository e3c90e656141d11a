package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.link.Link;
import dev.nfdrop.ebpf.link.RawTracepoint;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.ringbuf.RingBufferReader;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.calibrate.Sample;
import dev.nfdrop.trace.kernel.KernelLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Stack samples, taken by the survey's program while packets are dropped on the calibration's
/// ground.
///
/// @param samples one for each drop that was seen
/// @param program the machine code of the program that took them, whose own frame they show
@SuppressWarnings("ArrayRecordComponent") // read only, by one class
record SurveyedStack(List<StackSample> samples, byte[] program) {
  private static final int RING_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  SurveyedStack {
    samples = List.copyOf(samples);
  }

  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static SurveyedStack take(CalibrationGround ground, KernelLayout layout, int dropReason) {
    var program = StackSurvey.program(layout, dropReason, ground.netns());
    try (BpfMap ring = MapSpec.ringBuffer(StackSurvey.RING, RING_BYTES).create();
        RingBufferReader reader = RingBufferReader.open(ring);
        LoadedProgram loaded = program.load(ring);
        Link _ = RawTracepoint.attach(KfreeSkb.NAME, loaded)) {
      var stacks = new ArrayList<StackSample>();
      for (var sample : ground.samples()) {
        ground.send(sample);
        if (sample.fate().isPresent()) {
          reader.await((data, at, _) -> add(stacks, sample, data, at), PATIENCE);
        }
      }
      return new SurveyedStack(stacks, loaded.machineCode());
    }
  }

  private static void add(List<StackSample> stacks, Sample sample, MemorySegment data, long at) {
    if (data.get(ValueLayout.JAVA_INT, at + StackSurvey.LENGTH) == sample.length()) {
      stacks.add(
          new StackSample(
              data.get(ValueLayout.JAVA_LONG, at + StackSurvey.LOCATION),
              data.get(ValueLayout.JAVA_LONG, at + StackSurvey.SKB),
              data.get(ValueLayout.JAVA_LONG, at + StackSurvey.CONTEXT),
              sample.fate().orElseThrow(),
              array(data, at + StackSurvey.STACK),
              array(data, at + StackSurvey.AT_WORD),
              array(data, at + StackSurvey.HANDLE_AT_WORD)));
    }
  }

  private static long[] array(MemorySegment data, long at) {
    return data.asSlice(at, (long) StackSurvey.WORDS * Long.BYTES).toArray(ValueLayout.JAVA_LONG);
  }
}
