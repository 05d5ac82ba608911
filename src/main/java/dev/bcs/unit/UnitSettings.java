package dev.bcs.unit;

/**
 * Who this unit is, as configured.
 *
 * @param preferredRole {@code primary} or {@code secondary}, used once when the pair is made
 */
public record UnitSettings(
    String name, String location, String contact, String pair, String preferredRole) {}
