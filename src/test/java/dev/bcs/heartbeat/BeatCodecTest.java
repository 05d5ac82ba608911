package dev.bcs.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The datagram: its golden bytes, and all that is no beat. */
class BeatCodecTest {
  private final BeatCodec sender = new BeatCodec(Beats.kin("wave-a", "wave-b"));
  private final BeatCodec receiver = new BeatCodec(Beats.kin("wave-b", "wave-a"));

  private static final Beat FULL = new Beat(
      0x1112131415161718L,
      0x2122232425262728L,
      0x31,
      0x32,
      0x33,
      0x34,
      5,
      Role.SECONDARY,
      new Epoch(6),
      true,
      true,
      new byte[] {'h', 'i'});

  @Test
  void theLayoutIsTheOneThatIsDrawn() {
    String hex = HexFormat.of().formatHex(sender.encode(FULL));
    assertThat(hex)
        .isEqualTo("4243536201030305"
            + "dfbfcd6f5474f6d4a7d4453521202207"
            + "00000000000000311112131415161718"
            + "21222324252627280000000000000006"
            + "00000000000000330000003400000032"
            + "00026869"
            + "7b36eb579b6e131067874ded0c5bd3b4cd4587955aad2e28e2b48941b5746684");
  }

  @Test
  void whatIsWrittenIsRead() {
    Beat read = receiver.decode(ByteBuffer.wrap(sender.encode(FULL))).orElseThrow();
    assertThat(read).usingRecursiveComparison().isEqualTo(FULL);
  }

  @Test
  void theLargestBeatFitsOneDatagram() {
    Beat beat = new Beat(
        1,
        2,
        3,
        4,
        5,
        6,
        100,
        Role.PRIMARY,
        new Epoch(Long.MAX_VALUE),
        false,
        false,
        new byte[PeerView.LARGEST_PAYLOAD]);
    byte[] datagram = sender.encode(beat);
    assertThat(datagram.length).isLessThanOrEqualTo(1200).isEqualTo(BeatCodec.LARGEST);
    assertThat(receiver.decode(ByteBuffer.wrap(datagram))).isPresent();
  }

  @Test
  void aLargerPayloadIsRefused() {
    assertThatThrownBy(() -> new Beat(
            1,
            2,
            3,
            4,
            5,
            6,
            0,
            Role.PRIMARY,
            Epoch.NONE,
            false,
            false,
            new byte[PeerView.LARGEST_PAYLOAD + 1]))
        .hasMessageContaining("at most 1000 bytes");
  }

  @Test
  void noBitMayBeChanged() {
    byte[] datagram = sender.encode(FULL);
    for (int bit = 0; bit < datagram.length * 8; bit++) {
      byte[] forged = datagram.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(receiver.decode(ByteBuffer.wrap(forged))).isEmpty();
    }
  }

  @Test
  void shortLongAndForeignDatagramsAreNoBeats() {
    byte[] datagram = sender.encode(FULL);
    for (int length = 0; length < datagram.length; length++) {
      assertThat(receiver.decode(ByteBuffer.wrap(datagram, 0, length))).isEmpty();
    }
    assertThat(receiver.decode(ByteBuffer.wrap(java.util.Arrays.copyOf(datagram, 1400))))
        .isEmpty();
    assertThat(sender.decode(ByteBuffer.wrap(datagram)))
        .as("our own, sent back")
        .isEmpty();
    Kin others = new Kin("branch", "wave-a", "wave-b", Beats.key(1));
    assertThat(receiver.decode(ByteBuffer.wrap(new BeatCodec(others).encode(FULL))))
        .isEmpty();
    Kin keyless = new Kin("hq", "wave-a", "wave-b", Beats.key(2));
    assertThat(receiver.decode(ByteBuffer.wrap(new BeatCodec(keyless).encode(FULL))))
        .isEmpty();
  }

  @Test
  void aKeyOfTheWrongLengthIsRefused() {
    assertThatThrownBy(() -> new Kin("p", "a", "b", new byte[16])).hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> new Kin("p", "a", "a", new byte[32])).hasMessageContaining("own peer");
  }
}
