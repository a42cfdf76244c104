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
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one connection's requests; its event loop's thread owns it. */
final class Router extends SimpleChannelInboundHandler<FullHttpRequest> {

  /** Nothing but our own files may run, be shown or be asked, whatever a record holds. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:https?://)?(\\[[^]]*]|[^:/]*)(?::\\d+)?");
  private static final Pattern ADDRESS = Pattern.compile("[\\d.]+|\\[[\\da-fA-F:.]+]");

  private final Map<String, PageFile> files;
  private final Optional<Set<String>> names;
  private final Streams streams;

  /**
   * Routes.
   *
   * @param names the host names under which the page may be asked for, lower case; empty for all
   */
  Router(Map<String, PageFile> files, Optional<Set<String>> names, Streams streams) {
    this.files = files;
    this.names = names;
    this.streams = streams;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Optional<QueryStringDecoder> decoded = address(request);
    if (decoded.isEmpty()) {
      text(context, request, HttpResponseStatus.BAD_REQUEST, "not a request");
      return;
    }
    QueryStringDecoder address = decoded.get();
    if (!isMeant(request, HttpHeaderNames.HOST) || !isMeant(request, HttpHeaderNames.ORIGIN)) {
      text(context, request, HttpResponseStatus.FORBIDDEN, "not a name of this server");
    } else if (!request.method().equals(HttpMethod.GET)
        && !request.method().equals(HttpMethod.HEAD)) {
      text(context, request, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET");
    } else if (address.path().equals("/events") && streams.hasRoom()) {
      stream(context, request, address);
    } else if (address.path().equals("/events")) {
      text(context, request, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many clients");
    } else if (address.path().equals("/ready") && streams.hasData()) {
      text(context, request, HttpResponseStatus.OK, "ready");
    } else if (address.path().equals("/ready")) {
      text(context, request, HttpResponseStatus.SERVICE_UNAVAILABLE, "no data yet");
    } else if (address.path().equals("/time")) {
      text(context, request, HttpResponseStatus.OK, Long.toString(streams.micros()));
    } else if (files.containsKey(address.path())) {
      file(context, request, files.get(address.path()));
    } else {
      text(context, request, HttpResponseStatus.NOT_FOUND, "not found");
    }
  }

  /**
   * Whether a header names this server: a page from elsewhere whose name was made to lead here (DNS
   * rebinding) would bring its own. Addresses cannot be made to lead anywhere.
   */
  private boolean isMeant(FullHttpRequest request, AsciiString header) {
    String text = request.headers().get(header);
    if (text == null || names.isEmpty()) {
      return true;
    }
    Matcher authority = AUTHORITY.matcher(text);
    return authority.matches()
        && (ADDRESS.matcher(authority.group(1)).matches()
            || names.get().contains(authority.group(1).toLowerCase(Locale.ROOT)));
  }

  /** The request's address; empty where the request or the address is none. */
  private static Optional<QueryStringDecoder> address(FullHttpRequest request) {
    QueryStringDecoder address = new QueryStringDecoder(request.uri());
    try {
      address.path();
      address.parameters();
      return Optional.of(address).filter(read -> request.decoderResult().isSuccess());
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static void file(ChannelHandlerContext context, FullHttpRequest request, PageFile file) {
    HttpHeaders asked = request.headers();
    boolean known = file.tag().equals(asked.get(HttpHeaderNames.IF_NONE_MATCH));
    boolean gzip = !known && asked.containsValue(HttpHeaderNames.ACCEPT_ENCODING, "gzip", true);
    byte[] body = known ? new byte[0] : gzip ? file.gzip() : file.plain();
    HttpResponseStatus status = known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK;
    DefaultFullHttpResponse response = response(status, file.type(), "no-cache", body);
    response
        .headers()
        .set(HttpHeaderNames.ETAG, file.tag())
        .set(HttpHeaderNames.VARY, "accept-encoding");
    if (gzip) {
      response.headers().set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    write(context, request, response);
  }

  private static void text(
      ChannelHandlerContext context,
      FullHttpRequest request,
      HttpResponseStatus status,
      String text) {
    byte[] body = (text + '\n').getBytes(StandardCharsets.UTF_8);
    write(context, request, response(status, "text/plain; charset=utf-8", "no-store", body));
  }

  private static DefaultFullHttpResponse response(
      HttpResponseStatus status, String type, String cache, byte[] body) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    head(response, type, cache).setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return response;
  }

  private static HttpHeaders head(HttpResponse response, String type, String cache) {
    return response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CACHE_CONTROL, cache)
        .set("Content-Security-Policy", POLICY)
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Resource-Policy", "same-origin");
  }

  private static void write(
      ChannelHandlerContext context, FullHttpRequest request, DefaultFullHttpResponse response) {
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

  private void stream(
      ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder address) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head(response, "text/event-stream; charset=utf-8", "no-store")
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
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
