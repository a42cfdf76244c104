package dev.orderflow.integration;

import java.lang.management.ManagementFactory;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The metrics that a task of the worker in this process publishes over JMX. */
final class TaskMetrics {

  private TaskMetrics() {}

  /** The value of a metric of a connector's first task; empty when it is not published. */
  static OptionalDouble value(String connector, String metric) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      return names(connector).contains(metric)
          ? OptionalDouble.of(((Number) server.getAttribute(bean(connector), metric)).doubleValue())
          : OptionalDouble.empty();
    } catch (InstanceNotFoundException e) {
      return OptionalDouble.empty();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names of all metrics of a connector's first task. */
  static Set<String> names(String connector) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      return Stream.of(server.getMBeanInfo(bean(connector)).getAttributes())
          .map(MBeanAttributeInfo::getName)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (InstanceNotFoundException e) {
      return Set.of();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectName bean(String connector) throws JMException {
    return new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",task=0");
  }
}
