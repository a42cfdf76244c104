package dev.orderflow.integration;

import dev.orderflow.runtime.FreePorts;
import dev.orderflow.simulator.Simulator;
import java.util.Map;

/** What fails a task because of the exchange, or of what stands in its place. */
record ExchangeFailures(FailingTasks tasks, StubServers stubs) {

  private static final String REFUSED =
      "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":null,\"message\":\"Invalid"
          + " channel provided.\"}}";

  void start(Simulator exchange) {
    tasks.add(
        "The host name is wrong, or the worker has no DNS",
        "Look the name up on the worker's machine.",
        Deployment.with(quick(exchange), "websocket.url", "wss://exchange.invalid"));
    tasks.add(
        "Nothing listens there",
        "Check host and port.",
        Deployment.with(quick(exchange), "websocket.url", "ws://127.0.0.1:" + FreePorts.next()));
    tasks.add(
        "A firewall swallows the connection, or a proxy is needed",
        "Open the way to `ws.bitstamp.net:443` and `www.bitstamp.net:443`. Through a proxy: set"
            + " `proxy.url`.",
        Deployment.with(
            quick(exchange),
            "websocket.url",
            "ws://127.0.0.1:" + stubs.silent(),
            "connect.timeout.ms",
            "500"));
    tasks.add(
        "The certificate is not one that Java trusts, as of a proxy that opens TLS",
        "Name a file with the proxy's authority as `ssl.truststore.location`.",
        Deployment.with(
            quick(exchange), "websocket.url", "wss://localhost:" + stubs.withItsOwnCertificate()));
    tasks.add(
        "The exchange refuses: HTTP 403",
        "It blocks this address or region. Ask it, or use another network.",
        Deployment.with(
            quick(exchange), "websocket.url", "ws://127.0.0.1:" + stubs.answering(403)));
    tasks.add(
        "The exchange refuses: HTTP 429",
        "Too many connections from this address. Use fewer connectors, raise"
            + " `reconnect.backoff.initial.ms`.",
        Deployment.with(
            quick(exchange), "websocket.url", "ws://127.0.0.1:" + stubs.answering(429)));
    tasks.add(
        "A web page answers instead of the WebSocket",
        "Check `websocket.url`; a captive portal or a proxy may answer in its place.",
        Deployment.with(
            quick(exchange), "websocket.url", "ws://127.0.0.1:" + stubs.answering(200)));
    tasks.add(
        "The exchange acknowledges no subscription",
        "Check `websocket.url` and the exchange's status page.",
        Deployment.with(
            quick(exchange), "websocket.url", stubs.webSocket(), "connect.timeout.ms", "300"));
    tasks.add(
        "The exchange refuses a subscription",
        "Read what it said; the channel may not exist for this market.",
        Deployment.with(
            quick(exchange),
            "websocket.url",
            stubs.webSocket(REFUSED),
            "connect.timeout.ms",
            "300"));
    tasks.add(
        "Subscribed, and then silence: not even heartbeats are answered",
        "Check `websocket.url`. A market that is only quiet fails no task.",
        Deployment.with(
            quick(exchange),
            "websocket.url",
            stubs.webSocket(StubServers.SUBSCRIBED),
            "data.timeout.ms",
            "3000"));
    tasks.add(
        "A malformed frame, with `malformed.message.policy=fail`",
        "Set `keep` to have such frames in the topic instead, and report the frame.",
        Deployment.with(
            quick(exchange),
            "websocket.url",
            stubs.webSocket("no JSON"),
            "malformed.message.policy",
            "fail"));
  }

  /** A configuration whose task fails soon after data ceases to come. */
  private static Map<String, String> quick(Simulator exchange) {
    return Deployment.with(
        Deployment.reading(exchange, "never-written"),
        "heartbeat.timeout.ms",
        "500",
        "data.timeout.ms",
        "1000",
        "task.fail.after.ms",
        "3000");
  }
}
