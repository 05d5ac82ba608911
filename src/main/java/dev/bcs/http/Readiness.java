package dev.bcs.http;

import dev.bcs.status.Picture;
import java.util.ArrayList;
import java.util.List;

/** Says what keeps a unit from doing what its role asks of it. */
final class Readiness {
  private Readiness() {}

  /** Empty if it is ready. */
  static List<String> reasons(Picture picture) {
    List<String> reasons = new ArrayList<>();
    switch (picture.role().text()) {
      case "primary" -> {
        for (Picture.Service service : picture.services()) {
          if (!service.state().text().equals("running")) {
            reasons.add(service.id() + " is " + service.state().text() + ": " + service.text());
          }
        }
      }
      case "secondary" -> {
        String verdict = picture.readiness().verdict().text();
        if (!verdict.equals("promotable") && !verdict.equals("degraded")) {
          picture.readiness().reasons().forEach(r -> reasons.add(r.code() + ": " + r.text()));
          reasons.add(picture.unit() + " is " + verdict);
        }
      }
      default -> reasons.add(picture.unit() + " is " + picture.role().text());
    }
    return reasons;
  }
}
