package dev.bcs.staging;

/**
 * How far a generation is.
 *
 * @param phase receive, seal, wait, stage, sync, verify or done
 * @param done bytes done in this phase
 * @param total bytes that this phase may have to do; 0 if that is not known
 */
record Progress(long generation, String phase, long done, long total) {}
