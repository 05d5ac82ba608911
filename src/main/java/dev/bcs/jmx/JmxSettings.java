package dev.bcs.jmx;

/** The JMX window: one fixed port for registry and server; an empty listen switches it off. */
public record JmxSettings(String listen) {}
