package dev.orderflow.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orderflow.simulator.exchange.ChannelKind;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Hears one client after the upgrade, and does what it asks for. */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** Bitstamp reads at most this many bytes of a client's frame. */
  static final int MAX_CLIENT_FRAME = 512;

  /** How often Bitstamp was seen to ping. */
  private static final long PING_SECONDS = 54;

  private static final int TOO_BIG = 1009;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NORMAL = 1000;

  /** Channel names as Bitstamp accepts them, whether the market exists or not. */
  private static final Pattern CHANNEL =
      Pattern.compile(
          Arrays.stream(ChannelKind.values())
              .map(ChannelKind::prefix)
              .collect(
                  Collectors.joining("|", "announcements|(", "|funding_rate_)[a-z0-9]+(-perp)?")));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final Connections connections;

  WebSocketHandler(Connection connection, Connections connections) {
    this.connection = connection;
    this.connections = connections;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    var pings =
        context
            .executor()
            .scheduleAtFixedRate(connection::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    context.channel().closeFuture().addListener(closed -> pings.cancel(false));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame text) {
      onText(text.text());
    } else if (frame instanceof PingWebSocketFrame ping) {
      connection.pong(ByteBufUtil.getBytes(ping.content()));
    } else if (frame instanceof CloseWebSocketFrame close) {
      connection.close(close.statusCode() < 0 ? NORMAL : close.statusCode(), "");
    }
  }

  /** Does what a client asks for. */
  private void onText(String text) {
    JsonNode root = parse(text);
    String event = root.path("event").asText("");
    String channel = root.path("data").path("channel").asText("");
    boolean subscribes = event.equals("bts:subscribe");
    if (!root.isObject()) {
      connection.control(ControlMessages.error("null", "Incorrect JSON format."));
    } else if (event.equals("bts:heartbeat")) {
      connection.heartbeat();
    } else if (!subscribes && !event.equals("bts:unsubscribe") || channel.isEmpty()) {
      connection.control(ControlMessages.error("null", "Bad subscription string."));
    } else if (channel.startsWith("private-")) {
      connection.control(ControlMessages.error("4009", "Connection is unauthorized."));
    } else if (!CHANNEL.matcher(channel).matches()) {
      connection.control(ControlMessages.error("null", "Invalid channel provided."));
    } else if (subscribes) {
      connections.subscribe(connection, channel);
    } else {
      connections.unsubscribe(connection, channel);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    connections.closed(connection, "closed by the client");
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    if (root instanceof CorruptedWebSocketFrameException corrupted) {
      boolean tooBig = corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
      connection.close(
          tooBig ? TOO_BIG : PROTOCOL_ERROR,
          tooBig ? "read limited at 513 bytes" : "protocol error");
    } else {
      HttpHandler.close(context, cause);
    }
  }
}
