package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The samples cover what windows must be able to show. */
class SamplePicturesTest {
  @Test
  void everyBandAndEveryRoleHasASample() {
    assertThat(SamplePictures.all().values().stream().map(Picture::band).distinct())
        .containsExactlyInAnyOrder(Band.values());
    assertThat(SamplePictures.all().values().stream().map(p -> p.role().code()).distinct())
        .containsExactlyInAnyOrderElementsOf(List.of(1, 2, 3, 4, 5, 6, 7, 8));
  }

  @Test
  void everySampleListsAllEighteenAlarms() {
    assertThat(SamplePictures.all().values())
        .allSatisfy(p -> assertThat(p.alarms()).hasSize(18));
  }
}
