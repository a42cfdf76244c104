package dev.orderflow.launcher;

/** A step that did not succeed for a reason that says it all, naming the option to look at. */
final class StepFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailure(String reason) {
    super(reason);
  }
}
