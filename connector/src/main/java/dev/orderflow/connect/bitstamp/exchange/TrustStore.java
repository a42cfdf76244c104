package dev.orderflow.connect.bitstamp.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are trusted, from a file: PEM, PKCS12 or JKS, whichever it is. */
public final class TrustStore {

  private static final String PEM = "-----BEGIN";

  private TrustStore() {}

  /**
   * Reads a file.
   *
   * @param password of the store; empty when it has none, as PEM
   * @throws IOException when it cannot be read or understood; the message does not tell the
   *     password
   */
  public static X509TrustManager read(Path file, String password) throws IOException {
    byte[] content = Files.readAllBytes(file);
    try {
      KeyStore store =
          new String(content, StandardCharsets.ISO_8859_1).contains(PEM)
              ? ofCertificates(content)
              : KeyStore.getInstance(
                  file.toFile(), password.isEmpty() ? null : password.toCharArray());
      if (store.size() == 0) {
        throw new IOException("there is no certificate in " + file);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new IOException("this JVM reads no X.509 certificates"));
    } catch (GeneralSecurityException e) {
      throw new IOException("not a trust store: " + file, e);
    }
  }

  private static KeyStore ofCertificates(byte[] pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    for (Certificate certificate :
        certificates.generateCertificates(new ByteArrayInputStream(pem))) {
      store.setCertificateEntry(Integer.toString(store.size()), certificate);
    }
    return store;
  }
}
