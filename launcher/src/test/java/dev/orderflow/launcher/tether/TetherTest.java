package dev.orderflow.launcher.tether;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.launcher.process.JavaCommand;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TetherTest {

  @TempDir private Path directory;
  private Process process;

  @BeforeEach
  void startAProcessThatWouldRunForEver() throws Exception {
    Path agent = agent();
    Path program = directory.resolve("Idle.java");
    Files.writeString(
        program,
        """
        public class Idle {
          public static void main(String[] a) throws Exception {
            Runtime.getRuntime().addShutdownHook(
                new Thread(() -> System.out.println("shut down in order")));
            System.out.println("up");
            new java.util.concurrent.CountDownLatch(1).await();
          }
        }
        """);
    process =
        new ProcessBuilder(JavaCommand.java().toString(), "-javaagent:" + agent, program.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(line(process.getInputStream())).isEqualTo("up");
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void theProcessShutsDownWhenThePipeEnds() throws Exception {
    process.getOutputStream().close();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(words).contains("the quick start has gone", "shut down in order");
  }

  @Test
  void bytesOnThePipeChangeNothing() throws Exception {
    process.getOutputStream().write('x');
    process.getOutputStream().flush();
    assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
  }

  private static String line(InputStream in) throws Exception {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private Path agent() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Tether.class.getName());
    Path jar = directory.resolve("tether.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      for (String name : new String[] {"Tether", "Tether$1"}) {
        String path = "dev/orderflow/launcher/tether/" + name + ".class";
        entries.putNextEntry(new ZipEntry(path));
        try (InputStream in = Tether.class.getClassLoader().getResourceAsStream(path)) {
          in.transferTo(entries);
        }
      }
    }
    return jar;
  }
}
