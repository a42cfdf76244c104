package dev.orderflow.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A defect of the simulator's ends the connection that met it, and is told; a lost one is not. */
class HttpHandlerTest {
  private final List<LogRecord> told = new ArrayList<>();
  private final Logger logger = Logger.getLogger(HttpHandler.class.getName());
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          told.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpHandler(null));

  @BeforeEach
  void listen() {
    logger.addHandler(listener);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(listener);
    logger.setUseParentHandlers(true);
  }

  @Test
  void aDefectIsLoggedAndTheConnectionCloses() {
    IllegalStateException defect = new IllegalStateException("broken on purpose");
    channel.pipeline().fireExceptionCaught(defect);

    assertThat(channel.isOpen()).isFalse();
    assertThat(told).singleElement().extracting(LogRecord::getThrown).isSameAs(defect);
  }

  @Test
  void whatTheNetworkDoesIsNotLogged() {
    channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

    assertThat(channel.isOpen()).isFalse();
    assertThat(told).isEmpty();
  }
}
