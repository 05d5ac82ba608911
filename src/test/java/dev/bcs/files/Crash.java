package dev.bcs.files;

/** The machine died at this operation; an Error, so that no code mends it by accident. */
public final class Crash extends Error {
  private static final long serialVersionUID = 1;

  public Crash(String operation) {
    super(operation);
  }
}
