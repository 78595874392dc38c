package org.quakecore.cssync.transfer;

/**
 * How a job that came to its end ended.
 *
 * @param complete whether everything asked for is done and proven; if not, the job has said what is
 *     missing
 */
public record Outcome(boolean complete) {}
