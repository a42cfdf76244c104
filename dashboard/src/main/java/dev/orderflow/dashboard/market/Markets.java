package dev.orderflow.dashboard.market;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All markets, by name. */
public final class Markets {

  /** More would not fit the memory that the README names. */
  private static final int MOST = 64;

  private final Revision revision;
  private final Map<String, MarketState> byName = new TreeMap<>();

  /**
   * No market yet.
   *
   * @param revision the rounds of changes
   */
  public Markets(Revision revision) {
    this.revision = revision;
  }

  /**
   * The market of that name, new where it is the first time.
   *
   * @param name such as {@code btcusd}
   * @return empty where there are too many, or the name is none
   */
  public Optional<MarketState> of(String name) {
    if (!byName.containsKey(name)
        && (byName.size() >= MOST || !name.matches("[a-z0-9][a-z0-9_-]{0,31}"))) {
      return Optional.empty();
    }
    return Optional.of(byName.computeIfAbsent(name, each -> new MarketState(revision)));
  }

  /** Whether some market has a price to show. */
  public boolean hasPrice() {
    return byName.values().stream().anyMatch(MarketState::hasPrice);
  }

  /** The wanted market where there is one, else the first. */
  Optional<Map.Entry<String, MarketState>> choose(String wanted) {
    return byName.entrySet().stream()
        .filter(each -> each.getKey().equals(wanted))
        .findFirst()
        .or(() -> byName.entrySet().stream().findFirst());
  }

  /** The names as a JSON array. */
  String names() {
    return byName.keySet().stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
  }
}
