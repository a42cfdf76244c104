package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.launcher.Ports.Use;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PortsTest {

  private static Ports parse(String text) {
    return new Ports.Converter().convert(text);
  }

  @Test
  void namedPortsMoveAndTheOthersStay() {
    Ports ports = parse("kafka=9092, exchange=1");
    assertThat(ports.of(Use.KAFKA)).isEqualTo(9092);
    assertThat(ports.of(Use.EXCHANGE)).isEqualTo(1);
    assertThat(ports.of(Use.CONNECT)).isEqualTo(Ports.standard().of(Use.CONNECT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kafka",
        "kafka=",
        "kafka=x",
        "kafka=-1",
        "broker=9092",
        "kafka=1=2",
        "kafka=1,"
      })
  void aBadValueIsNamed(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(TypeConversionException.class);
  }

  @Test
  void aPortOutOfRangeSaysTheRange() {
    assertThatThrownBy(() -> parse("kafka=65536"))
        .hasMessage("'kafka=65536': a port is a number from 0 to 65535");
  }

  @Test
  void aTakenPortNamesItsUseAndTheOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Ports ports = parse("kafka=0,controller=0,dashboard=0,connect=" + taken.getLocalPort());
      assertThatThrownBy(() -> ports.claim(EnumSet.complementOf(EnumSet.of(Use.EXCHANGE))))
          .isInstanceOf(StepFailure.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " for connect is taken")
          .hasMessageEndingWith("choose another with --ports connect=PORT");
    }
  }

  @Test
  void aTakenPortThatIsNotNeededIsNoMatter() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Ports ports = parse("kafka=0,exchange=" + taken.getLocalPort());
      assertThat(ports.claim(Set.of(Use.KAFKA)).of(Use.EXCHANGE)).isEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void zeroBecomesAFreePortOfItsOwn() {
    Ports claimed =
        parse("kafka=0,controller=0,connect=0,exchange=0,dashboard=0")
            .claim(EnumSet.allOf(Use.class));
    assertThat(claimed.numbers().values()).doesNotHaveDuplicates().allMatch(port -> port > 0);
  }

  @Test
  void onePortForTwoUsesIsRefused() {
    assertThatThrownBy(() -> parse("kafka=4711,connect=4711").claim(EnumSet.allOf(Use.class)))
        .hasMessage("--ports gives 4711 to both kafka and connect");
  }
}
