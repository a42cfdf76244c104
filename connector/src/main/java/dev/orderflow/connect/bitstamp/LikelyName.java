package dev.orderflow.connect.bitstamp;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant, among those that exist. */
final class LikelyName {

  /** A name of fewer letters than this for each mistake is another name. */
  private static final int LETTERS_A_MISTAKE = 4;

  private static final int MOST_MISTAKES = 2;

  private LikelyName() {}

  /**
   * The name that is most like a typed one, if any is alike: at most two letters wrong, missing,
   * too many or swapped, and other separators or capitals.
   */
  static Optional<String> of(String typed, Collection<String> names) {
    String plain = plain(typed);
    int most = Math.min(MOST_MISTAKES, Math.max(1, plain.length() / LETTERS_A_MISTAKE));
    return names.stream()
        .filter(name -> mistakes(plain, plain(name)) <= most)
        .min(
            Comparator.comparingInt((String name) -> mistakes(plain, plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** The optimal string alignment distance. */
  private static int mistakes(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] =
            Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
