package dev.orderflow.integration;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Everything that the connector and its HTTP client log in this process, at every level, from its
 * making until it is closed.
 */
final class CapturedLogs implements AutoCloseable {

  private static final String CONNECTOR = "dev.orderflow.connect";

  private final ConcurrentLinkedQueue<Line> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final Logger okHttp = Logger.getLogger("okhttp3");
  private final java.util.logging.Level okHttpLevel = okHttp.getLevel();
  private final Handler handler = new OkHttpHandler();

  /**
   * A logged event.
   *
   * @param thread the thread that logged it
   * @param connector Connect's context of it; empty when it had none
   * @param text the message and the stack trace
   */
  record Line(String thread, String connector, String text) {}

  CapturedLogs() {
    Configuration configuration = context.getConfiguration();
    LoggerConfig connector = new LoggerConfig(CONNECTOR, Level.TRACE, true);
    Memory memory = new Memory();
    memory.start();
    connector.addAppender(memory, Level.TRACE, null);
    configuration.addLogger(CONNECTOR, connector);
    context.updateLoggers();
    okHttp.setLevel(java.util.logging.Level.ALL);
    okHttp.addHandler(handler);
  }

  /** What was logged so far. */
  List<Line> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(CONNECTOR);
    context.updateLoggers();
    okHttp.removeHandler(handler);
    okHttp.setLevel(okHttpLevel);
  }

  /** Called by whichever thread logs. */
  private final class Memory extends AbstractAppender {

    private final PatternLayout layout =
        PatternLayout.newBuilder().withPattern("%m%n%throwable").build();

    Memory() {
      super("memory", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      String connector = event.getContextData().getValue("connector.context");
      lines.add(
          new Line(
              event.getThreadName(),
              connector == null ? "" : connector,
              layout.toSerializable(event)));
    }
  }

  /** Called by whichever thread logs. */
  private final class OkHttpHandler extends Handler {

    @Override
    public void publish(LogRecord logged) {
      String text = logged.getMessage() + " " + logged.getThrown();
      lines.add(new Line(Thread.currentThread().getName(), "okhttp", text));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
