package dev.bcs.inventory;

/** One fact that the two units tell differently; empty where a unit has no such fact. */
public record Difference(String item, String here, String there) {}
