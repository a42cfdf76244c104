package dev.orderflow.integration;

import dev.orderflow.runtime.FreePorts;
import dev.orderflow.simulator.Simulator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What fails a task because of Kafka. */
record KafkaFailures(FailingTasks tasks, String bootstrapServers) {

  void start(Simulator exchange) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("small", 1, (short) 1).configs(Map.of("max.message.bytes", "200")),
                  new NewTopic("forbidden", 1, (short) 1)))
          .all()
          .get();
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(ResourceType.TOPIC, "forbidden", PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:*", "*", AclOperation.WRITE, AclPermissionType.DENY))))
          .all()
          .get();
    }
    tasks.add(
        "The topic cannot be created",
        "Create it, or set `topic.creation.default.*` to what the cluster allows.",
        Deployment.with(
            Deployment.reading(exchange, "too-many-copies"),
            "topic.creation.default.replication.factor",
            "3"));
    tasks.add(
        "The worker may not write to the topic",
        "Grant DESCRIBE and WRITE on the topic to the worker's principal.",
        Deployment.reading(exchange, "forbidden"));
    tasks.add(
        "A record is larger than the topic takes",
        "Lower `frame.max.bytes` and `snapshot.part.bytes` below it, or raise the topic's"
            + " `max.message.bytes`, and for records above 1 MB"
            + " `producer.override.max.request.size`.",
        Deployment.reading(exchange, "small"));
    tasks.add(
        "No broker answers, with `producer.override.max.block.ms` set",
        "Bring the brokers back. Without that option the task waits for them: its buffer fills, it"
            + " closes its socket (`sessions-ended-buffer-full-total`), and repairs what it missed"
            + " afterwards.",
        Deployment.with(
            Deployment.reading(exchange, "small"),
            "producer.override.bootstrap.servers",
            "127.0.0.1:" + FreePorts.next(),
            "producer.override.max.block.ms",
            "1000"));
    String name = tasks.nextName();
    storeOffset(
        "[\"" + name + "\",{\"channel\":\"live_orders_btcusd\"}]",
        "{\"event_id\":\"a\",\"microtimestamp\":\"soon\"}");
    tasks.add(
        "A stored source offset is not usable",
        "Stop the connector and set or delete its offsets:"
            + " `PATCH` or `DELETE /connectors/<name>/offsets`.",
        Deployment.reading(exchange, "never-written"));
  }

  private void storeOffset(String key, String value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  EmbeddedWorker.OFFSETS,
                  key.getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }
}
