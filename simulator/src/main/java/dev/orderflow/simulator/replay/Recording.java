package dev.orderflow.simulator.replay;

import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.FrameSink;
import dev.orderflow.simulator.exchange.FrameSource;
import dev.orderflow.simulator.exchange.PublicChannel;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file of recorded frames as a source: one frame a line, published in the order of the file at
 * the times of its lines. A name that ends in {@code .gz} is read as gzip.
 *
 * <p>The file is read twice: once for its channels and start, then as time passes, so that its size
 * does not matter.
 */
public final class Recording implements FrameSource, Closeable {
  private final Path file;
  private final Map<String, PublicChannel> channels = new LinkedHashMap<>();
  private final BufferedReader reader;
  private final long startMicros;
  private long lastDue;
  private Optional<RecordedLine> next;
  private long nextDue;

  /**
   * Opens a recording.
   *
   * @throws IOException where the file cannot be read
   * @throws IllegalArgumentException where it holds no frame of a public channel
   */
  public Recording(Path file) throws IOException {
    this.file = file;
    long start = scan();
    if (channels.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no frame of a public channel");
    }
    this.startMicros = start;
    this.lastDue = start;
    this.reader = open();
    advanceLine();
  }

  /** The time of the first frame that has one, microseconds since the epoch; 0 where none has. */
  public long startMicros() {
    return startMicros;
  }

  @Override
  public List<PublicChannel> channels() {
    return List.copyOf(channels.values());
  }

  @Override
  public long nextDue() {
    return nextDue;
  }

  @Override
  public int advance(long now, int budget, FrameSink sink) {
    int done = 0;
    while (done < budget && nextDue() <= now) {
      RecordedLine line = next.orElseThrow();
      lastDue = nextDue;
      PublicChannel channel = channels.get(line.channel());
      if (sink.wanted(channel)) {
        sink.publish(line.frame(channel));
      }
      advanceLine();
      done++;
    }
    return done;
  }

  @Override
  public int awaitedSubscriptions() {
    return 1;
  }

  private void advanceLine() {
    next = read();
    nextDue =
        next.map(line -> Math.max(lastDue, line.time().orElse(lastDue))).orElse(Long.MAX_VALUE);
  }

  /** Finds the channels; answers the first time. */
  private long scan() throws IOException {
    long start = 0;
    try (BufferedReader lines = open()) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        Optional<RecordedLine> line = RecordedLine.parse(text);
        Optional<ChannelKind> kind = line.flatMap(found -> ChannelKind.of(found.channel()));
        if (kind.isPresent()) {
          String name = line.get().channel();
          channels.computeIfAbsent(name, key -> new PublicChannel(kind.get(), name));
          start = start == 0 ? line.get().time().orElse(0) : start;
        }
      }
    }
    return start;
  }

  private Optional<RecordedLine> read() {
    try {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        Optional<RecordedLine> line = RecordedLine.parse(text);
        if (line.isPresent() && channels.containsKey(line.get().channel())) {
          return line;
        }
      }
      return Optional.empty();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
  }

  /** Reads each byte as a character, so that frames are published byte for byte. */
  private BufferedReader open() throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      InputStream text =
          file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
      return new BufferedReader(new InputStreamReader(text, StandardCharsets.ISO_8859_1), 1 << 16);
    } catch (IOException noGzip) {
      bytes.close();
      throw noGzip;
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
