package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorConfigTest {

  @TempDir private Path directory;

  private ConnectorConfig read(String json) throws Exception {
    return ConnectorConfig.read(Files.writeString(directory.resolve("source.json"), json));
  }

  @Test
  void everythingIsPostedAsItStandsExceptWhatIsReplaced() throws Exception {
    ConnectorConfig config =
        read("{\"name\":\"n\",\"config\":{\"a\":\"1\",\"websocket.url\":\"wss://x\",\"n\":5}}");
    assertThat(config.with(Map.of("websocket.url", "ws://y")))
        .isEqualTo(new ConnectorConfig("n", Map.of("a", "1", "websocket.url", "ws://y", "n", "5")));
  }

  @Test
  void whatIsNotSetIsTheConnectorsDefault() throws Exception {
    ConnectorConfig config = read("{\"name\":\"n\",\"config\":{}}");
    assertThat(config.topic()).isEqualTo("testTopic");
    assertThat(config.markets()).isEqualTo("btcusd");
    assertThat(config.websocketUrl()).isEqualTo("wss://ws.bitstamp.net");
  }

  @Test
  void aTopicTemplateIsRefusedByName() throws Exception {
    ConnectorConfig config = read("{\"name\":\"n\",\"config\":{\"topic\":\"x.${market}\"}}");
    assertThatThrownBy(config::topic).hasMessageStartingWith("topic=x.${market} is a template");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"name\":\"n\"}", "{\"config\":{}}"})
  void anotherFormNamesTheFile(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("source.json");
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = directory.resolve("none.json");
    assertThatThrownBy(() -> ConnectorConfig.read(missing))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("none.json");
  }
}
