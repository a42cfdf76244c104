package dev.orderflow.simulator.exchange;

/** Takes the frames that a source publishes, on the source's thread. */
public interface FrameSink {
  /** Whether anyone would receive a frame of this channel; a frame for nobody is not encoded. */
  boolean wanted(PublicChannel channel);

  /** Takes one frame. */
  void publish(Frame frame);
}
