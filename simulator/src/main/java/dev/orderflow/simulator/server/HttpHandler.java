package dev.orderflow.simulator.server;

import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Serves HTTP on a connection, and turns it into a WebSocket where the client asks for it. */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final WebSocketDecoderConfig DECODER =
      WebSocketDecoderConfig.newBuilder()
          .maxFramePayloadLength(WebSocketHandler.MAX_CLIENT_FRAME)
          .closeOnProtocolViolation(false)
          .build();

  private static final Logger LOG = System.getLogger(HttpHandler.class.getName());

  private final ExchangeServer server;

  HttpHandler(ExchangeServer server) {
    this.server = server;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      context.close();
    } else if (request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      upgrade(context, request);
    } else {
      answer(context, request);
    }
  }

  private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
    OptionalInt refusal = server.faults().refusal();
    if (refusal.isPresent()) {
      String page = HttpFaults.page("Unavailable");
      write(context.channel(), HttpReply.html(refusal.getAsInt(), page), false);
      return;
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("/", null, DECODER).newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
      return;
    }
    Connection connection = server.connections().opened(context.channel());
    context
        .pipeline()
        .replace(this, "websocket", new WebSocketHandler(connection, server.connections()));
    handshaker
        .handshake(context.channel(), request)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                server.faults().opened(connection);
              } else {
                context.close();
              }
            });
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    server
        .answer(read(context.channel(), request))
        .exceptionally(HttpHandler::failed)
        .thenAccept(
            answer -> {
              context
                  .executor()
                  .schedule(
                      () -> write(context.channel(), answer, keepAlive),
                      answer.delayMillis(),
                      TimeUnit.MILLISECONDS);
            });
  }

  private static HttpReply failed(Throwable failure) {
    LOG.log(Level.ERROR, "a request could not be answered", failure);
    return HttpReply.error(500, "500.000", "" + failure);
  }

  private static HttpRequest read(Channel channel, FullHttpRequest request) {
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    String body = request.content().toString(StandardCharsets.UTF_8);
    String contentType = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    boolean isForm = contentType.startsWith("application/x-www-form-urlencoded");
    return new HttpRequest(
        request.method().name(),
        uri.path().endsWith("/") ? uri.path() : uri.path() + "/",
        firstValues(uri.parameters()),
        isForm ? firstValues(new QueryStringDecoder(body, false).parameters()) : Map.of(),
        body,
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "");
  }

  private static Map<String, String> firstValues(Map<String, List<String>> parameters) {
    return parameters.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0)));
  }

  private static void write(Channel channel, HttpReply reply, boolean keepAlive) {
    if (reply.status() == 0) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
      return;
    }
    byte[] body = reply.body();
    boolean whole = reply.sentBytes() == body.length;
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    HttpUtil.setKeepAlive(head, keepAlive);
    channel.write(head);
    var sent = Unpooled.wrappedBuffer(body, 0, reply.sentBytes());
    ChannelFuture written =
        channel.writeAndFlush(
            whole ? new DefaultLastHttpContent(sent) : new DefaultHttpContent(sent));
    if (!keepAlive || !whole) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context, cause);
  }

  /** Ends a connection; what is not the network's doing is a defect here, and told. */
  static void close(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(Level.ERROR, "a connection failed and was closed", cause);
    }
    context.close();
  }
}
