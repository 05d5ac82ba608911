package dev.bcs.http;

import dev.bcs.status.Picture;
import dev.bcs.status.SamplePictures;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process of its own that serves one sample picture, to be stopped like a real daemon. */
final class Showcase {
  private Showcase() {}

  /**
   * Arguments: the sample's name and where its socket lies; prints the port and stays until it is
   * killed.
   */
  public static void main(String[] arguments) throws Exception {
    Picture picture = SamplePictures.all().get(arguments[0]);
    if (picture == null) {
      throw new IllegalArgumentException("no sample " + arguments[0]);
    }
    Path socket = Path.of(arguments[1]);
    Stand stand = new Stand(picture, List.of("127.0.0.1:0"), socket);
    System.out.println("port " + stand.window.ports().get(0));
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
