package dev.orderflow.connect.bitstamp;

import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.PROXY_URL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.REQUESTS_PER_MINUTE;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.TRUSTSTORE_LOCATION;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.TRUSTSTORE_PASSWORD;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.USER_AGENT;

import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The options of the group "Network": by which way, as whom and how often the exchange is asked.
 */
final class NetworkOptions {

  private NetworkOptions() {}

  static void declare(Options options) {
    options.group("Network");
    options.text(
        PROXY_URL,
        "",
        OptionValidators.urlOrNone("http", "socks5"),
        Importance.LOW,
        "Proxy",
        "The proxy to the exchange, such as http://proxy:3128 or socks5://proxy:1080. Without it the"
            + " JVM's own is used (https.proxyHost).");
    options.text(
        TRUSTSTORE_LOCATION,
        "",
        OptionValidators.any("a path on every worker"),
        Importance.LOW,
        "Trust store",
        "A file of the certificates to trust, PEM, PKCS12 or JKS, on every worker; for instance of a"
            + " proxy that opens TLS. Without it the JVM's own store is used.");
    options.add(
        TRUSTSTORE_PASSWORD,
        Type.PASSWORD,
        "",
        OptionValidators.any("the password, or nothing"),
        Importance.LOW,
        Width.MEDIUM,
        "Trust store password",
        "The password of the trust store, where it has one.");
    options.add(
        USER_AGENT,
        Type.STRING,
        "orderflow-kafka-connect-bitstamp",
        OptionValidators.headerText(),
        Importance.LOW,
        Width.MEDIUM,
        "User agent",
        "The User-Agent header of every request, by which the exchange may tell who asks.");
    options.whole(
        REQUESTS_PER_MINUTE,
        1_000,
        6,
        24_000,
        Importance.LOW,
        "HTTP requests a minute",
        "Most HTTP requests a minute of this connector, divided among its tasks. The exchange allows"
            + " an address 10,000 in ten minutes: with several connectors at one address, give each"
            + " its share. Two fifths of it may be sent at once.");
  }
}
