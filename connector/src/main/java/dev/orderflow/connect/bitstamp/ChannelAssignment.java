package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Spreads channels over tasks evenly, and so that a channel more or less moves few others.
 *
 * <p>Rendezvous hashing with bounded load (Thaler and Ravishankar 1998): every channel ranks the
 * tasks by a hash of both names and takes the first that has room.
 */
final class ChannelAssignment {

  private ChannelAssignment() {}

  /**
   * Divides channels among tasks.
   *
   * @param channels what is to be divided
   * @param maxTasks most tasks to use, at least 1
   * @return one list for each task, none empty, at most {@code maxTasks} of them
   */
  static List<List<Channel>> divide(List<Channel> channels, int maxTasks) {
    int tasks = Math.min(maxTasks, channels.size());
    int room = (channels.size() + tasks - 1) / tasks;
    List<List<Channel>> assigned = new ArrayList<>();
    IntStream.range(0, tasks).forEach(task -> assigned.add(new ArrayList<>()));
    channels.stream()
        .sorted()
        .forEach(
            channel ->
                IntStream.range(0, tasks)
                    .boxed()
                    .filter(task -> assigned.get(task).size() < room)
                    .min(Comparator.comparingLong(task -> rank(channel, task)))
                    .ifPresent(task -> assigned.get(task).add(channel)));
    return assigned.stream().filter(list -> !list.isEmpty()).map(List::copyOf).toList();
  }

  /** SplitMix64's finalizer over both names' hashes, which are the same on every JVM. */
  private static long rank(Channel channel, int task) {
    long mixed = ((long) channel.name().hashCode() << 32) + task * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
