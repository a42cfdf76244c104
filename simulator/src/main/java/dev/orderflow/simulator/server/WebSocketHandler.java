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

/** Hears one client after the upgrade; on its event loop. */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** The venue reads at most this many bytes of a client's frame. */
  static final int MAX_CLIENT_FRAME = 512;

  /** How often the venue was seen to ping. */
  private static final long PING_SECONDS = 54;

  private static final int TOO_BIG = 1009;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NORMAL = 1000;

  private final Gate gate;
  private final Connection connection;

  WebSocketHandler(Gate gate, Connection connection) {
    this.gate = gate;
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    var pings =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> gate.pingDue(connection), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    context.channel().closeFuture().addListener(closed -> pings.cancel(false));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame text) {
      gate.text(connection, text.text());
    } else if (frame instanceof PingWebSocketFrame ping) {
      gate.ping(connection, ByteBufUtil.getBytes(ping.content()));
    } else if (frame instanceof CloseWebSocketFrame close) {
      int code = close.statusCode() < 0 ? NORMAL : close.statusCode();
      gate.closing(connection, code, "");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    gate.closed(connection);
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    if (root instanceof CorruptedWebSocketFrameException corrupted) {
      boolean tooBig = corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
      gate.closing(
          connection,
          tooBig ? TOO_BIG : PROTOCOL_ERROR,
          tooBig ? "read limited at 513 bytes" : "protocol error");
    } else {
      context.close();
    }
  }
}
