package org.quakecore.cssync.transfer;

/**
 * Something that is worked on for a while: mostly a file.
 *
 * @param set that it belongs to, like {@code Hope BB}; failures are counted by it
 * @param name that tells it from all other items of its kind, like {@code Hope_BB.tar}
 * @param bytes that have to pass
 */
public record Item(Work work, String set, String name, long bytes) {
  /** A set as a whole, of which something failed that is no file. */
  public static Item set(String title) {
    return new Item(Work.FAULT, title, title, 0);
  }

  /** A fault as a whole. */
  public static Item fault(Object fault) {
    return new Item(Work.FAULT, fault.toString(), fault.toString(), 0);
  }
}
