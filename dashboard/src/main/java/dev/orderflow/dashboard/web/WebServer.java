package dev.orderflow.dashboard.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The HTTP server: two threads for all browsers. */
public final class WebServer implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int BACKLOG = 1_024;
  private static final int MOST_REQUEST_BYTES = 4_096;
  private static final int IDLE_SECONDS = 60;

  /** What the kernel and Netty may hold for one browser before it counts as slow. */
  private static final WriteBufferWaterMark BUFFER = new WriteBufferWaterMark(16_384, 65_536);

  private final MultiThreadIoEventLoopGroup threads;
  private final Channel listener;

  private WebServer(MultiThreadIoEventLoopGroup threads, Channel listener) {
    this.threads = threads;
    this.listener = listener;
  }

  /**
   * Listens.
   *
   * @param host the address to bind to
   * @param port 0 for any free one
   * @param names the host names, lower case, under which the page may be asked for where it is
   *     bound to this machine alone; {@code localhost} is one of them, and any address will do
   * @param streams who takes browsers' streams
   * @return the running server
   * @throws BindException where the address is taken or not this machine's
   * @throws InterruptedException when interrupted before it listens
   */
  public static WebServer start(String host, int port, Collection<String> names, Streams streams)
      throws BindException, InterruptedException {
    Map<String, PageFile> files = PageFile.all();
    InetSocketAddress address = new InetSocketAddress(host, port);
    Set<String> allowed = new HashSet<>(names);
    allowed.addAll(List.of("localhost", host.toLowerCase(Locale.ROOT)));
    boolean local = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    Optional<Set<String>> asked = local ? Optional.of(Set.copyOf(allowed)) : Optional.empty();
    MultiThreadIoEventLoopGroup threads =
        new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    var bound =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BUFFER)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                        .addLast(new HttpObjectAggregator(MOST_REQUEST_BYTES))
                        .addLast(new Router(files, asked, streams));
                  }
                })
            .bind(address)
            .await();
    if (!bound.isSuccess()) {
      threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new BindException(String.valueOf(bound.cause().getMessage()));
    }
    return new WebServer(threads, bound.channel());
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Closes all connections; returns within about a second. */
  @Override
  public void close() {
    listener.close();
    threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
