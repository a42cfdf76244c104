package dev.orderflow.launcher.process;

import java.nio.file.Path;
import java.util.Optional;

/** A step of the quick start that did not succeed: the reason, and the log that tells more. */
public final class StepFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Path log;
  private final boolean explained;

  /**
   * A failure that no log says more about.
   *
   * @param reason what went wrong, naming the option or setting to look at
   */
  public StepFailure(String reason) {
    this(reason, null, true);
  }

  private StepFailure(String reason, Path log, boolean explained) {
    super(reason);
    this.log = log;
    this.explained = explained;
  }

  /**
   * A failure whose details are in a process's log.
   *
   * @param reason what went wrong
   * @param log the file to read
   * @return the failure, to throw
   */
  public static StepFailure of(String reason, Path log) {
    return new StepFailure(reason, log, false);
  }

  /**
   * A failure whose reason says it all, though there is a log.
   *
   * @param reason what went wrong, naming the option or setting to look at
   * @param log the file to read for more
   * @return the failure, to throw
   */
  public static StepFailure explained(String reason, Path log) {
    return new StepFailure(reason, log, true);
  }

  /**
   * Whether the reason says it all, so that lines of the log would only distract.
   *
   * @return false when the log's last lines are part of the message
   */
  public boolean explained() {
    return explained;
  }

  /**
   * The log that tells more.
   *
   * @return its path, or empty when the reason says all there is
   */
  public Optional<Path> log() {
    return Optional.ofNullable(log);
  }
}
