package dev.orderflow.dashboard.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one connection's requests; its event loop's thread owns it. */
final class Router extends SimpleChannelInboundHandler<FullHttpRequest> {

  /** Nothing but our own files may run, be shown or be asked, whatever a record holds. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final Map<String, PageFile> files;
  private final Streams streams;

  Router(Map<String, PageFile> files, Streams streams) {
    this.files = files;
    this.streams = streams;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      answer(context, request, HttpResponseStatus.BAD_REQUEST, "not a request");
      return;
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      answer(context, request, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET");
      return;
    }
    QueryStringDecoder address = new QueryStringDecoder(request.uri());
    switch (address.path()) {
      case "/events" -> stream(context, request, address);
      case "/ready" ->
          answer(
              context,
              request,
              streams.hasData() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
              streams.hasData() ? "ready" : "no data yet");
      case "/time" ->
          answer(context, request, HttpResponseStatus.OK, Long.toString(streams.micros()));
      default -> file(context, request, address.path());
    }
  }

  private void file(ChannelHandlerContext context, FullHttpRequest request, String path) {
    PageFile file = files.get(path);
    if (file == null) {
      answer(context, request, HttpResponseStatus.NOT_FOUND, "not found");
      return;
    }
    if (file.tag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH))) {
      respond(context, request, HttpResponseStatus.NOT_MODIFIED, new byte[0], file.type(), file);
      return;
    }
    boolean gzip = request.headers().containsValue(HttpHeaderNames.ACCEPT_ENCODING, "gzip", true);
    respond(
        context,
        request,
        HttpResponseStatus.OK,
        gzip ? file.gzip() : file.plain(),
        file.type(),
        file);
  }

  private void answer(
      ChannelHandlerContext context,
      FullHttpRequest request,
      HttpResponseStatus status,
      String text) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            Unpooled.copiedBuffer(text + '\n', StandardCharsets.UTF_8));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    write(context, request, response);
  }

  private void respond(
      ChannelHandlerContext context,
      FullHttpRequest request,
      HttpResponseStatus status,
      byte[] body,
      String type,
      PageFile file) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, type);
    headers.set(HttpHeaderNames.ETAG, file.tag());
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    headers.set(HttpHeaderNames.VARY, "accept-encoding");
    if (body == file.gzip()) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    write(context, request, response);
  }

  private static void write(
      ChannelHandlerContext context, FullHttpRequest request, DefaultFullHttpResponse response) {
    secure(response);
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    boolean keep = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response, keep);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.content().clear();
    }
    var written = context.writeAndFlush(response);
    if (!keep) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void secure(HttpResponse response) {
    response.headers().set("Content-Security-Policy", POLICY);
    response.headers().set("X-Content-Type-Options", "nosniff");
    response.headers().set("Referrer-Policy", "no-referrer");
    response.headers().set("Cross-Origin-Resource-Policy", "same-origin");
  }

  private void stream(
      ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder address) {
    if (!streams.hasRoom()) {
      answer(context, request, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many clients");
      return;
    }
    DefaultHttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    secure(response);
    context.writeAndFlush(response);
    if (request.method().equals(HttpMethod.HEAD)) {
      context.close();
      return;
    }
    // A browser says nothing on a stream, for as long as it looks.
    context.pipeline().remove(ReadTimeoutHandler.class);
    streams.add(new EventStream(context.channel(), address.parameters()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException) && !(cause instanceof ReadTimeoutException)) {
      LOG.warn("a connection failed and was closed", cause);
    }
    context.close();
  }
}
