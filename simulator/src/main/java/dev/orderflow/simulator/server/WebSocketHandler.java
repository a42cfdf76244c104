package dev.orderflow.simulator.server;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;

/** Hears one client after the upgrade. */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** Bitstamp reads at most this many bytes of a client's frame. */
  static final int MAX_CLIENT_FRAME = 512;

  /** How often Bitstamp was seen to ping. */
  private static final long PING_SECONDS = 54;

  private static final int TOO_BIG = 1009;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NORMAL = 1000;

  private final Connection connection;
  private final Connections connections;
  private final ControlProtocol protocol;

  WebSocketHandler(Connection connection, Connections connections, ControlProtocol protocol) {
    this.connection = connection;
    this.connections = connections;
    this.protocol = protocol;
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
      protocol.onText(connection, text.text());
    } else if (frame instanceof PingWebSocketFrame ping) {
      connection.pong(ByteBufUtil.getBytes(ping.content()));
    } else if (frame instanceof CloseWebSocketFrame close) {
      connection.close(close.statusCode() < 0 ? NORMAL : close.statusCode(), "");
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
