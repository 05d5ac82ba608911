package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;

/** Recordings as another reader of WAV files, the JDK's, understands them. */
class TonesTest {
  private static AudioInputStream open(Tones.Coding coding)
      throws IOException, UnsupportedAudioFileException {
    return AudioSystem.getAudioInputStream(new ByteArrayInputStream(Tones.wav(coding, 5, 1_500)));
  }

  @Test
  void bothCodingsAreWaveFilesOfTheirLength() throws Exception {
    for (Tones.Coding coding : Tones.Coding.values()) {
      byte[] wav = Tones.wav(coding, 5, 1_500);
      AudioFileFormat file = AudioSystem.getAudioFileFormat(new ByteArrayInputStream(wav));
      assertThat(file.getType()).isEqualTo(AudioFileFormat.Type.WAVE);
      assertThat(file.getByteLength()).isEqualTo(wav.length);
      assertThat(file.getFormat().getSampleRate()).isEqualTo(8_000f);
      assertThat(file.getFormat().getChannels()).isEqualTo(1);
      assertThat(open(coding).getFrameLength()).isEqualTo(12_000);
    }
    assertThat(open(Tones.Coding.LINEAR_16).getFormat().getSampleSizeInBits()).isEqualTo(16);
    assertThat(open(Tones.Coding.MU_LAW).getFormat().getEncoding())
        .isEqualTo(AudioFormat.Encoding.ULAW);
  }

  @Test
  void muLawSoundsLikeTheLinearOne() throws Exception {
    byte[] linear = open(Tones.Coding.LINEAR_16).readAllBytes();
    byte[] coded = AudioSystem.getAudioInputStream(
            AudioFormat.Encoding.PCM_SIGNED, open(Tones.Coding.MU_LAW))
        .readAllBytes();
    assertThat(coded).hasSameSizeAs(linear);
    int loudest = 0;
    for (int i = 0; i < linear.length; i += 2) {
      int wanted = linear[i + 1] << 8 | (linear[i] & 0xff);
      int heard = coded[i + 1] << 8 | (coded[i] & 0xff);
      // A step is at most a sixteenth of the value, and never below eight.
      assertThat(Math.abs(heard - wanted)).isLessThanOrEqualTo(16 + Math.abs(wanted) / 16);
      loudest = Math.max(loudest, Math.abs(wanted));
    }
    assertThat(loudest).isGreaterThan(10_000);
  }

  @Test
  void theSameSeedMakesTheSameSoundAndAnotherDoesNot() {
    byte[] one = Tones.wav(Tones.Coding.LINEAR_16, 1, 500);
    assertThat(Tones.wav(Tones.Coding.LINEAR_16, 1, 500)).isEqualTo(one);
    assertThat(Tones.wav(Tones.Coding.LINEAR_16, 2, 500)).isNotEqualTo(one);
  }
}
