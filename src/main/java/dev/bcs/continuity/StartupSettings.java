package dev.bcs.continuity;

import java.time.Duration;

/**
 * What a unit does that starts alone, without a stand-down token.
 *
 * @param serveAlone false for {@code alone = "closed"}
 * @param after how long all paths must be silent first
 * @param gateway address that must answer before it serves alone; empty if none is configured
 */
public record StartupSettings(boolean serveAlone, Duration after, String gateway) {}
