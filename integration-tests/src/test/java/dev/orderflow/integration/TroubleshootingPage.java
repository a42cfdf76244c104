package dev.orderflow.integration;

import java.util.ArrayList;
import java.util.List;

/** Writes {@code docs/troubleshooting.md} from what was seen. */
final class TroubleshootingPage {

  private static final String HEAD =
      """
      # What went wrong, and what to do

      The messages are what a worker showed; a test brings about each case and fails when a message
      changes. `<port>`, `<n>` and `<time>` differ.

      The REST interface shows them: errors of a configuration in the reply to creating or
      [validating](https://kafka.apache.org/documentation/#connect_rest) a connector, a failed task's
      in `GET /connectors/<name>/status`. A failed task stays failed until it is restarted:
      `POST /connectors/<name>/restart?includeTasks=true&onlyFailed=true`.

      Problems with the exchange do not fail a task at once: it connects again and again, one log line
      each, and fails after `task.fail.after.ms` (ten minutes) without a sign of life, with the last problem in
      the message.
      """;

  private final List<String> configuration = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>();
  private final List<String> records = new ArrayList<>();

  void configuration(String what, String seen, String toDo) {
    configuration.add(row(what, seen, toDo));
  }

  void task(String what, String seen, String toDo) {
    tasks.add(row(what, seen, toDo));
  }

  void record(String what, String seen, String toDo) {
    records.add(row(what, seen, toDo));
  }

  /** A message without what differs from run to run. */
  static String withoutNumbers(String message) {
    return message
        .replaceAll("(127\\.0\\.0\\.1|localhost):\\d+", "$1:<port>")
        .replaceAll("for \\d+ s ", "for <n> s ")
        .replaceAll("session \\d+ at [0-9T:.-]+Z", "session <n> at <time>")
        // Whichever comes first: the session's limit or the task's, the JDK's words or OkHttp's.
        .replaceAll("no-data, no data for [0-9.]+ s", "subscribed, but no data came")
        .replaceAll("SocketTimeoutException: Read timed out", "SocketTimeoutException: timeout")
        .replaceAll("(UnknownHostException: [a-z.]+).*", "$1")
        .replace("(certificate_unknown) ", "");
  }

  private static String row(String what, String seen, String toDo) {
    return "| " + what + " | `" + seen.replace("|", "\\|") + "` | " + toDo + " |\n";
  }

  String text() {
    return HEAD
        + section("The configuration is refused", configuration)
        + section("The task fails", tasks)
        + section("The task goes on and says so in the topic", records);
  }

  private static String section(String title, List<String> rows) {
    return "\n## "
        + title
        + "\n\n| what is wrong | what you see | what to do |\n|---|---|---|\n"
        + String.join("", rows);
  }
}
