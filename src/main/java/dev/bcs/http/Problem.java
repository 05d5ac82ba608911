package dev.bcs.http;

import dev.bcs.status.Picture;
import java.util.List;

/** A request that is answered with an error: a status code, a sentence and a way out. */
final class Problem extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String hint;
  private final transient List<Picture.Reason> reasons;

  Problem(int status, String sentence, String hint, List<Picture.Reason> reasons) {
    super(sentence, null, false, false);
    this.status = status;
    this.hint = hint;
    this.reasons = List.copyOf(reasons);
  }

  Problem(int status, String sentence, String hint) {
    this(status, sentence, hint, List.of());
  }

  static Problem bad(String sentence, String hint) {
    return new Problem(400, sentence, hint);
  }

  int status() {
    return status;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }

  String hint() {
    return hint;
  }

  List<Picture.Reason> reasons() {
    return reasons;
  }
}
