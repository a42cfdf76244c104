package dev.orderflow.spark.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;

/**
 * A checkpoint directory that says whose it is, so that a job never goes on from the place of
 * another one.
 *
 * <p>Spark itself does not look: a query that is given another's checkpoint reads from its offsets
 * and fails on its state, or worse does not.
 */
public final class Checkpoint {

  private static final String FILE = "orderflow.json";
  private static final String LOSSES = "losses.json";
  private static final String ID = "id";
  private static final String HADOOP = "spark.hadoop.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String directory;

  private Checkpoint(String directory) {
    this.directory = directory;
  }

  /**
   * A checkpoint that has not been looked at.
   *
   * @param directory a path or URI
   */
  public static Checkpoint at(String directory) {
    return new Checkpoint(directory);
  }

  /**
   * Makes the directory this job's, or finds that it is.
   *
   * @param owner what the job is, by name
   * @return an id that is the checkpoint's alone and stays with it
   * @throws UsageException where it is another's, naming what differs, or cannot be used
   */
  public String claim(Map<String, String> owner) {
    Optional<String> id = requireOwner(owner);
    if (id.isPresent()) {
      return id.get();
    }
    Map<String, String> content = new TreeMap<>(owner);
    content.put(ID, "orderflow-" + owner.get("job") + '-' + UUID.randomUUID());
    Path path = new Path(directory, FILE);
    try (OutputStream out = path.getFileSystem(configuration()).create(path, false)) {
      JSON.writerWithDefaultPrettyPrinter().writeValue(out, content);
    } catch (IOException | IllegalArgumentException unusable) {
      throw unusable(unusable);
    }
    return content.get(ID);
  }

  /**
   * Makes sure that the directory is this job's or nobody's, and leaves it as it is.
   *
   * @param owner what the job is, by name
   * @return the checkpoint's id; empty where it is nobody's
   * @throws UsageException where it is another's, naming what differs, or cannot be used
   */
  public Optional<String> requireOwner(Map<String, String> owner) {
    try {
      Path path = new Path(directory, FILE);
      FileSystem files = path.getFileSystem(configuration());
      if (files.exists(path)) {
        return Optional.of(check(read(files, path), owner));
      }
      if (files.exists(path.getParent()) && files.listStatus(path.getParent()).length > 0) {
        throw new UsageException(
            "--checkpoint " + directory + " is not empty and was not made by this application");
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException unusable) {
      throw unusable(unusable);
    }
  }

  /**
   * Where a query of this checkpoint will read on.
   *
   * @param query the query's own directory inside
   * @return the next offset of each partition; empty where it has committed nothing yet
   * @throws UsageException where the checkpoint cannot be read
   */
  public Map<TopicPartition, Long> nextOffsets(String query) {
    try {
      Path commits = new Path(new Path(directory, query), "commits");
      FileSystem files = commits.getFileSystem(configuration());
      OptionalLong last = lastBatch(files, commits);
      if (last.isEmpty()) {
        return Map.of();
      }
      Path offsets = new Path(new Path(directory, query), "offsets/" + last.getAsLong());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(files.open(offsets), StandardCharsets.UTF_8))) {
        return offsets(lines.lines().toList());
      }
    } catch (IOException | IllegalArgumentException unusable) {
      throw unusable(unusable);
    }
  }

  /**
   * What Kafka had deleted before the queries of this checkpoint read it. A market that has its
   * first record long after a loss must still hear of it, so they are kept as long as the place is.
   *
   * @return by query, the first offset behind the last loss of each partition, such as {@code
   *     testTopic-0}; empty where nothing was lost
   * @throws UsageException where the checkpoint cannot be read
   */
  public Map<String, Map<String, Long>> losses() {
    try {
      Path path = new Path(directory, LOSSES);
      FileSystem files = path.getFileSystem(configuration());
      if (!files.exists(path)) {
        return Map.of();
      }
      try (InputStream in = files.open(path)) {
        return JSON.readValue(in, new TypeReference<Map<String, Map<String, Long>>>() {});
      }
    } catch (IOException | IllegalArgumentException unusable) {
      throw unusable(unusable);
    }
  }

  /**
   * Keeps losses; of a partition only the last one, since every market that had a record between
   * two has been told of the first.
   *
   * @param losses all of them, as of {@link #losses}
   * @throws UsageException where they cannot be written
   */
  public void keepLosses(Map<String, Map<String, Long>> losses) {
    Path path = new Path(directory, LOSSES);
    Path written = new Path(directory, LOSSES + ".tmp");
    try {
      FileContext files = FileContext.getFileContext(path.toUri(), configuration());
      EnumSet<CreateFlag> replacing = EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE);
      try (OutputStream out = files.create(written, replacing)) {
        JSON.writerWithDefaultPrettyPrinter().writeValue(out, losses);
      }
      files.rename(written, path, Options.Rename.OVERWRITE);
    } catch (IOException | IllegalArgumentException unusable) {
      throw unusable(unusable);
    }
  }

  private UsageException unusable(Exception cause) {
    return new UsageException(
        "--checkpoint " + directory + " cannot be used: " + RootCause.of(cause), cause);
  }

  /**
   * Makes sure that a query goes on with every topic of which it has read; others may be added.
   *
   * @param next where the query will read on
   * @param topics the topics that it is to read
   * @throws UsageException naming the topics that are not among them
   */
  public void requireTopics(Map<TopicPartition, Long> next, Set<String> topics) {
    Set<String> left =
        next.keySet().stream()
            .map(TopicPartition::topic)
            .collect(Collectors.toCollection(TreeSet::new));
    left.removeAll(topics);
    if (!left.isEmpty()) {
      throw new UsageException(
          "--checkpoint "
              + directory
              + " has read topic "
              + String.join(",", left)
              + ", which "
              + (left.size() == 1 ? "is" : "are")
              + " not among those to read (--topic, --topic-pattern): name it too, topics can only"
              + " be added; or begin again with another --checkpoint");
    }
  }

  private static OptionalLong lastBatch(FileSystem files, Path commits) throws IOException {
    if (!files.exists(commits)) {
      return OptionalLong.empty();
    }
    return Arrays.stream(files.listStatus(commits))
        .map(file -> file.getPath().getName())
        .filter(name -> name.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .max();
  }

  /** Spark's offset log: a version, a line about the batch, a line for each source. */
  private static Map<TopicPartition, Long> offsets(List<String> lines) throws IOException {
    Map<TopicPartition, Long> next = new HashMap<>();
    for (String line : lines.subList(2, lines.size())) {
      JsonNode topics = JSON.readTree(line);
      for (Map.Entry<String, JsonNode> topic : topics.properties()) {
        for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
          next.put(
              new TopicPartition(topic.getKey(), Integer.parseInt(partition.getKey())),
              partition.getValue().asLong());
        }
      }
    }
    return next;
  }

  private String check(Map<String, String> content, Map<String, String> owner) {
    new TreeMap<>(owner)
        .forEach(
            (name, value) -> {
              if (!value.equals(content.get(name))) {
                throw new UsageException(
                    "--checkpoint "
                        + directory
                        + " belongs to another job: its "
                        + name
                        + " is "
                        + content.get(name)
                        + ", not "
                        + value);
              }
            });
    return content.get(ID);
  }

  private static Map<String, String> read(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return JSON.readValue(in, new TypeReference<Map<String, String>>() {});
    }
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    SparkConf spark = new SparkConf();
    for (scala.Tuple2<String, String> entry : spark.getAllWithPrefix(HADOOP)) {
      configuration.set(entry._1(), entry._2());
    }
    return configuration;
  }
}
