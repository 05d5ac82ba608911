package dev.bcs.status;

/** A term of the glossary with its frozen code, as every window shows it. */
public record Word(String text, int code) {
  @Override
  public String toString() {
    return text;
  }
}
