package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class QuickstartTest {

  private final StringWriter words = new StringWriter();

  private int execute(String... arguments) {
    return Quickstart.commandLine()
        .setErr(new PrintWriter(words))
        .setOut(new PrintWriter(words))
        .execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "--exchange=fake 'fake' auto,",
        "--for=1d '1d' 60s",
        "--ports=kafka=x 'kafka=x' port",
        "--markets=BTCUSD 'BTCUSD' lower-case",
        "--markets= '' lower-case",
        "--channels=live_orders,, 'live_orders,,' lower-case",
        "--seed=x 'x' long",
      })
  void aBadOptionIsNamedInOneLine(String argument, String value, String hint) {
    assertThat(execute(argument)).isEqualTo(2);
    assertThat(words.toString())
        .contains("'" + argument.substring(0, argument.indexOf('=')) + "'")
        .contains("'" + value + "'")
        .contains(hint)
        .contains("--help");
    assertThat(words.toString().lines()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(execute("--help")).isZero();
    for (CommandLine.Model.OptionSpec option :
        Quickstart.commandLine().getCommandSpec().options()) {
      assertThat(words.toString()).contains(option.longestName());
    }
  }
}
