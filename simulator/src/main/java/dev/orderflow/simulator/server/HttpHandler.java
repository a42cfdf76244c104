package dev.orderflow.simulator.server;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Serves HTTP on a connection, and turns it into a WebSocket where the client asks for it. */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final WebSocketDecoderConfig DECODER =
      WebSocketDecoderConfig.newBuilder()
          .maxFramePayloadLength(WebSocketHandler.MAX_CLIENT_FRAME)
          .closeOnProtocolViolation(false)
          .build();

  private final HttpRouter router;
  private final Gate gate;

  HttpHandler(HttpRouter router, Gate gate) {
    this.router = router;
    this.gate = gate;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      context.close();
    } else if (request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      upgrade(context, request.retain());
    } else {
      answer(context, request);
    }
  }

  private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
    gate.open(context.channel())
        .whenComplete(
            (admission, failure) ->
                context
                    .executor()
                    .execute(
                        () -> {
                          try {
                            admit(context, request, admission, failure);
                          } finally {
                            request.release();
                          }
                        }));
  }

  private void admit(
      ChannelHandlerContext context,
      FullHttpRequest request,
      Admission admission,
      Throwable failure) {
    if (failure != null) {
      reset(context.channel());
    } else if (admission.connection().isPresent()) {
      handshake(context, request, admission.connection().get());
    } else {
      String page = "<html><body>Unavailable</body></html>";
      write(context.channel(), HttpReply.html(admission.refusalStatus(), page), false);
    }
  }

  private void handshake(
      ChannelHandlerContext context, FullHttpRequest request, Connection connection) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("/", null, DECODER).newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
      gate.closed(connection);
      return;
    }
    context.pipeline().replace(this, "websocket", new WebSocketHandler(gate, connection));
    handshaker
        .handshake(context.channel(), request)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                context.close();
              }
            });
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest request) {
    String client =
        context.channel().remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "";
    HttpCall call =
        HttpCall.of(
            request.method().name(),
            request.uri(),
            ByteBufUtil.getBytes(request.content()),
            Optional.ofNullable(request.headers().get(HttpHeaderNames.CONTENT_TYPE)).orElse(""),
            client);
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    router
        .handle(call)
        .whenComplete(
            (reply, failure) -> {
              HttpReply answer =
                  failure == null ? reply : HttpReply.error(500, "500.000", "" + failure);
              context
                  .executor()
                  .schedule(
                      () -> write(context.channel(), answer, keepAlive),
                      answer.delayMillis(),
                      TimeUnit.MILLISECONDS);
            });
  }

  private static void write(Channel channel, HttpReply reply, boolean keepAlive) {
    if (reply.status() == 0) {
      reset(channel);
      return;
    }
    byte[] body = reply.body();
    HttpResponseStatus status = HttpResponseStatus.valueOf(reply.status());
    if (reply.sentBytes() < body.length) {
      HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
      head.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
      channel.write(head);
      channel
          .writeAndFlush(Unpooled.wrappedBuffer(body, 0, reply.sentBytes()))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = channel.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
