package dev.orderflow.launcher.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A process's log as far as an error message needs it: its last lines, and of those the ones that
 * say what went wrong. Reads a bounded piece from the file's end, however long the log is.
 *
 * @param path the file; may be missing, which reads as empty
 */
public record LogFile(Path path) {

  private static final int TAIL_BYTES = 64 * 1024;
  private static final Pattern TELLING =
      Pattern.compile("ERROR|FATAL|Exception|[Ee]rror:|tether:|^Usage|not found|refused|in use");
  private static final Pattern STACK_FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ more)");

  /**
   * The lines that most likely give the reason of a failure.
   *
   * @param limit how many at most
   * @return the last telling lines, or simply the last lines when none is; stack frames left out
   */
  public List<String> reason(int limit) {
    List<String> lines =
        tail().stream().filter(l -> !l.isBlank() && !STACK_FRAME.matcher(l).find()).toList();
    List<String> telling =
        lines.stream().filter(l -> TELLING.matcher(l).find() && !l.contains(" INFO ")).toList();
    List<String> chosen = telling.isEmpty() ? lines : telling;
    return chosen.subList(Math.max(0, chosen.size() - limit), chosen.size());
  }

  private List<String> tail() {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> lines =
          new ArrayList<>(new String(bytes, StandardCharsets.UTF_8).lines().toList());
      if (from > 0 && !lines.isEmpty()) {
        lines.remove(0);
      }
      return lines;
    } catch (IOException e) {
      return List.of("(" + path + " cannot be read: " + e.getMessage() + ")");
    }
  }
}
