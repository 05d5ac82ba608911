package dev.bcs.heartbeat;

import java.time.Duration;

/** How often beats go out, and after what silence the peer is suspect, then down. */
public record HeartbeatSettings(Duration interval, Duration suspectAfter, Duration downAfter) {}
