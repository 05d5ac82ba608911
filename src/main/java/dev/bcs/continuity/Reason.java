package dev.bcs.continuity;

/** A frozen code for programs with the sentence that operators read. */
public record Reason(String code, String text) {}
