package dev.orderflow.connect.bitstamp.exchange;

import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/**
 * How the exchange is reached.
 *
 * @param proxy the way out; the JVM's own when empty
 * @param trusted whose certificates are trusted; the JVM's own store when empty
 * @param userAgent the {@code User-Agent} of every request
 */
public record NetworkSettings(
    Optional<Proxy> proxy, Optional<X509TrustManager> trusted, String userAgent) {

  /** The JVM's own proxy and trust store. */
  public static final NetworkSettings DEFAULT =
      new NetworkSettings(Optional.empty(), Optional.empty(), "orderflow-kafka-connect-bitstamp");

  OkHttpClient.Builder applyTo(OkHttpClient.Builder builder) {
    proxy.ifPresent(builder::proxy);
    trusted.ifPresent(manager -> builder.sslSocketFactory(sockets(manager), manager));
    return builder.addInterceptor(
        chain ->
            chain.proceed(chain.request().newBuilder().header("User-Agent", userAgent).build()));
  }

  private static SSLSocketFactory sockets(X509TrustManager trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {trusted}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }
}
