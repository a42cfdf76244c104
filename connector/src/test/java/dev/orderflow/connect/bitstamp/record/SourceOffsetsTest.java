package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.connect.bitstamp.continuity.AuditedTrades;
import dev.orderflow.connect.bitstamp.continuity.Position;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceOffsetsTest {

  @Test
  void comesBackAsItWasStored() {
    Position position =
        new Position(
            "",
            629_876_235,
            9_000_000,
            Optional.of(new AuditedTrades(629_876_200, 8, 12, "af1.3.9")),
            "");
    Position order = new Position("b", Position.NONE, 9_000_000, Optional.empty(), "a");

    assertThat(SourceOffsets.position(SourceOffsets.of(position))).isEqualTo(position);
    assertThat(SourceOffsets.position(SourceOffsets.of(order))).isEqualTo(order);
  }

  @Test
  void whatIsStillLookedForComesBackToo() {
    AuditedTrades audited =
        new AuditedTrades(
            629_876_200, 8, 12, "af1.3.9", "restarted.af1.9.1z.-1.2.3.4,audit.af1.2.1z.1.0", 77);
    Position position = new Position("", 629_876_235, 9_000_000, Optional.of(audited), "");

    assertThat(SourceOffsets.position(SourceOffsets.of(position))).isEqualTo(position);
    assertThat(audited.openHoles()).hasSize(2);
    assertThat(audited.openHoles().get(0).ids()).containsExactly(13_504L, 13_508L);
    assertThat(audited.openHoles().get(0).to()).isEqualTo(new Position("", 13_510, 70));
  }

  /** Events of the older format have no time of their own, but an id. */
  @Test
  void whatIsKnownToBeWrittenIsWhereToGoOn() {
    Position handed = new Position("00065aad-aa77-e490-0002-000100000000", Position.NONE, 9);
    Position known = new Position("00065aad-aa69-8cb0-0000-000100000000", Position.NONE, -1);

    assertThat(SourceOffsets.position(SourceOffsets.of(handed, Optional.of(known))).eventId())
        .isEqualTo(known.eventId());
    assertThat(SourceOffsets.position(SourceOffsets.of(handed, Optional.of(Position.START))))
        .as("before the first event there is nothing to go on from")
        .isEqualTo(handed);
  }

  @Test
  void anOffsetOfAnOlderVersionSaysNothingOfAnAudit() {
    assertThat(SourceOffsets.position(Map.of("trade_id", 7, "microtimestamp", 9_000_000L)))
        .isEqualTo(new Position("", 7, 9_000_000));
  }

  @Test
  void anAuditOfVersion010HasNoIds() {
    assertThat(
            SourceOffsets.position(
                Map.of(
                    "trade_id", 7,
                    "microtimestamp", 9L,
                    "audited_trade_id", 5,
                    "audited_microtimestamp", 8L,
                    "trades_since_audit", 2)))
        .isEqualTo(new Position("", 7, 9, Optional.of(new AuditedTrades(5, 8, 2, "")), ""));
  }

  /** An older version reads the keys that it knows. */
  @Test
  void keepsTheKeysOfOlderVersions() {
    Position position = new Position("", 7, 9, Optional.of(new AuditedTrades(5, 8, 2, "1z4")), "");

    assertThat(SourceOffsets.of(position))
        .containsEntry("trade_id", 7L)
        .containsEntry("microtimestamp", 9L);
  }

  @Test
  void namesTheKeyOfAValueOfTheWrongType() {
    assertThatThrownBy(() -> SourceOffsets.position(Map.of("audited_trade_id", "x")))
        .hasMessageContaining("audited_trade_id");
    assertThatThrownBy(() -> SourceOffsets.position(Map.of("trade_ids_since_audit", "1.?")))
        .hasMessageContaining("trade_ids_since_audit");
    for (String holes : new String[] {"?", "audit.1.2", "odd.1.1.1.1.1", "audit.1.1.1.1.?"}) {
      assertThatThrownBy(() -> SourceOffsets.position(Map.of("trade_holes", holes)))
          .hasMessageContaining("trade_holes");
    }
  }
}
