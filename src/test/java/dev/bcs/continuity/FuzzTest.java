package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.Mangler;
import org.junit.jupiter.api.Test;

/** What a beat carries is read as far as it makes sense, and never throws. */
class FuzzTest {
  @Test
  void payloads() {
    byte[] whole = ToldCodec.encode(ToldCodecTest.told(3, 4));
    Mangler.feed(
        "payload of a beat",
        whole,
        20_000,
        IllegalStateException.class,
        bytes -> assertThat(ToldCodec.decode(bytes)).isNotNull());
  }
}
