package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void portsDifferAndCanBeListenedOn() throws Exception {
    List<Integer> ports = FreePorts.next(20);
    assertThat(ports).hasSize(20).doesNotHaveDuplicates();
    for (int port : ports) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        assertThat(socket.isBound()).isTrue();
      }
    }
  }
}
