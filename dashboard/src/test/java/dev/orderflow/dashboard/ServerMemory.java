package dev.orderflow.dashboard;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Watches the memory of a Java process from outside. */
final class ServerMemory implements AutoCloseable {

  private final long pid;
  private final JMXConnector connection;
  private final MemoryMXBean memory;

  private ServerMemory(long pid, JMXConnector connection, MemoryMXBean memory) {
    this.pid = pid;
    this.connection = connection;
    this.memory = memory;
  }

  static ServerMemory of(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      JMXConnector connection =
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      MemoryMXBean memory =
          ManagementFactory.newPlatformMXBeanProxy(
              connection.getMBeanServerConnection(),
              ManagementFactory.MEMORY_MXBEAN_NAME,
              MemoryMXBean.class);
      return new ServerMemory(pid, connection, memory);
    } finally {
      machine.detach();
    }
  }

  /** Bytes of its heap that are in use after a full collection. */
  long heapAfterCollection() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** Bytes that the operating system holds for it. */
  long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
