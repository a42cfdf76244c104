package dev.orderflow.connect.bitstamp;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * A certificate for localhost that nobody else knows, made by the JDK's keytool: {@code store.p12}
 * with its key, {@code certificate.pem} without.
 */
record OwnCertificate(Path directory) {

  static final String PASSWORD = "changeit";

  static OwnCertificate in(Path directory) throws IOException, InterruptedException {
    OwnCertificate made = new OwnCertificate(directory);
    made.keytool(
        "-genkeypair",
        "-alias",
        "own",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost",
        "-validity",
        "3650");
    made.keytool(
        "-exportcert",
        "-alias",
        "own",
        "-rfc",
        "-file",
        directory.resolve("certificate.pem").toString());
    return made;
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-keystore",
            directory.resolve("store.p12").toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("keytool ended with " + code);
    }
  }

  /** The sockets of a server that shows the certificate. */
  SSLSocketFactory serverSockets() throws IOException, GeneralSecurityException {
    KeyStore store =
        KeyStore.getInstance(directory.resolve("store.p12").toFile(), PASSWORD.toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context.getSocketFactory();
  }
}
