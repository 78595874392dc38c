package org.quakecore.cssync.preprocess;

import org.quakecore.cssync.catalogue.patterns.FilePattern;

/**
 * Whether a fault has what one pattern asks for.
 *
 * @param pattern null for the sample, which has no pattern of its own
 * @param files how many files matched, all told
 * @param expected how many there should be; 0 where an optional pattern need not match
 * @param words what is wrong, like {@code found 29 of 31: missing REL07, REL12}
 * @param note what the verdict takes for granted, or nothing
 */
public record PatternVerdict(
    FilePattern pattern, int files, int expected, boolean ok, String words, String note) {
  PatternVerdict noting(String what) {
    return new PatternVerdict(pattern, files, expected, ok, words, what);
  }
}
