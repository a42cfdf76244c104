package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Spreads channels over tasks evenly, and so that a channel more or less moves few others. The
 * orders and the trades of a market stay together, because each is the other's witness.
 *
 * <p>Rendezvous hashing with bounded load (Thaler and Ravishankar 1998): every group of channels
 * ranks the tasks by a hash of both names and takes the first that has room.
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
    Map<Channel, List<Channel>> groups =
        channels.stream()
            .sorted()
            .collect(
                Collectors.groupingBy(
                    ChannelAssignment::leader, TreeMap::new, Collectors.toList()));
    int tasks = Math.min(maxTasks, groups.size());
    int room = (groups.size() + tasks - 1) / tasks;
    List<List<List<Channel>>> assigned = new ArrayList<>();
    IntStream.range(0, tasks).forEach(task -> assigned.add(new ArrayList<>()));
    groups.forEach(
        (leader, group) ->
            IntStream.range(0, tasks)
                .boxed()
                .filter(task -> assigned.get(task).size() < room)
                .min(Comparator.comparingLong(task -> rank(leader, task)))
                .ifPresent(task -> assigned.get(task).add(group)));
    return assigned.stream()
        .map(task -> task.stream().flatMap(List::stream).toList())
        .filter(list -> !list.isEmpty())
        .toList();
  }

  /** Whether no task of so many would have more channels than one socket carries. */
  static boolean fits(List<Channel> channels, int maxTasks) {
    return divide(channels, maxTasks).stream()
        .allMatch(list -> list.size() <= FeedSettings.MAX_CHANNELS);
  }

  /** The channel by whose name a group is placed. */
  private static Channel leader(Channel channel) {
    return channel.kind() == ChannelKind.LIVE_TRADES
        ? new Channel(ChannelKind.LIVE_ORDERS, channel.market())
        : channel;
  }

  /** SplitMix64's finalizer over both names' hashes, which are the same on every JVM. */
  private static long rank(Channel channel, int task) {
    long mixed = ((long) channel.name().hashCode() << 32) + task * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
