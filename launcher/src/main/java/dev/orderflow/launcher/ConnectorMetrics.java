package dev.orderflow.launcher;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Set;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.apache.kafka.common.utils.Sanitizer;

/**
 * The connector's own counters, read from the worker's JMX. The worker opens no port for it: the
 * attach interface of the JDK starts an agent that only this user on this machine reaches.
 *
 * <p>Connect publishes a plugin's metrics as MBeans {@code
 * kafka.connect:type=plugins,connector=…,task=…} (KIP-877), with further tags where the connector
 * has any.
 */
final class ConnectorMetrics {

  private ConnectorMetrics() {}

  /**
   * Adds up one counter over all tasks and tags of a connector.
   *
   * @throws IOException when the worker, named by its process id, cannot be asked or has no such
   *     metric
   */
  static long total(long worker, String connector, String counter) throws IOException {
    try (JMXConnector jmx = JMXConnectorFactory.connect(new JMXServiceURL(address(worker)))) {
      MBeanServerConnection beans = jmx.getMBeanServerConnection();
      Set<ObjectName> names = beans.queryNames(pattern(connector), null);
      double sum = 0;
      int found = 0;
      for (ObjectName name : names) {
        try {
          sum += ((Number) beans.getAttribute(name, counter)).doubleValue();
          found++;
        } catch (AttributeNotFoundException e) {
          // A bean of the same connector with other tags and other metrics.
          continue;
        } catch (JMException e) {
          throw new IOException(name + ": " + e.getMessage(), e);
        }
      }
      if (found == 0) {
        throw new IOException("no metric " + counter + " among " + names);
      }
      return Math.round(sum);
    }
  }

  private static ObjectName pattern(String connector) {
    try {
      return new ObjectName(
          "kafka.connect:type=plugins,connector=" + Sanitizer.jmxSanitize(connector) + ",*");
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String address(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + ": " + e.getMessage(), e);
    }
  }
}
