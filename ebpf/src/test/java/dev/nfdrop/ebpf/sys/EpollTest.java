package dev.nfdrop.ebpf.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EpollTest {
  @Test
  void nothingReadableTimesOut() {
    try (var epoll = Epoll.open()) {
      assertThat(epoll.await(Duration.ofMillis(5))).isFalse();
    }
  }

  @Test
  void aWakeUpEndsExactlyOneWait() {
    try (var epoll = Epoll.open()) {
      epoll.wakeUp();
      epoll.wakeUp();
      assertThat(epoll.await(Duration.ofSeconds(60))).isTrue();
      assertThat(epoll.await(Duration.ofMillis(5))).isFalse();
    }
  }

  @Test
  void anotherThreadWakesTheWaitingOne() throws InterruptedException {
    try (var epoll = Epoll.open()) {
      var waker = Thread.ofPlatform().start(epoll::wakeUp);
      assertThat(epoll.await(Duration.ofSeconds(60))).isTrue();
      waker.join();
    }
  }

  @Test
  void aWakeUpThatComesTooLateDoesNothing() {
    var epoll = Epoll.open();
    epoll.close();
    epoll.wakeUp();
    epoll.close();
  }

  @Test
  void aReadableSocketIsSeen() {
    try (var fresh = NetworkNamespace.create();
        var epoll = Epoll.open();
        var socket = fresh.call(() -> NetlinkSocket.open(0))) {
      socket.joinGroup(1);
      epoll.add(socket.descriptor());
      fresh.loopbackUp();
      assertThat(epoll.await(Duration.ofSeconds(60))).isTrue();
    }
  }
}
