package dev.bcs.unit;

/** The unit cannot be used as it is; the message is a sentence and a hint. */
public final class UnitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnitException(String sentence, String hint) {
    super(sentence + "\nhint: " + hint);
  }

  public UnitException(String sentence, String hint, Throwable cause) {
    super(sentence + "\nhint: " + hint, cause);
  }
}
