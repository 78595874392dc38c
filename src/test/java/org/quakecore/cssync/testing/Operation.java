package org.quakecore.cssync.testing;

import java.util.List;

/** The methods of a remote that {@link FakeRemote} counts and {@link FaultyRemote} breaks. */
public enum Operation {
  TRAITS,
  LIST,
  LOOK,
  FOLDERS,
  SEND,
  STREAM,
  FETCH,
  /** A fetch of nothing but a version's list.txt and stocktake.csv. */
  FETCH_RECORDS,
  READ,
  DIFFERING,
  MOVE,
  DELETE,
  DELETE_ALL,
  DELETE_FOLDER,
  FREE_BYTES;

  /** What a fetch of these names counts as. */
  public static Operation fetchOf(List<String> names) {
    return List.of("list.txt", "stocktake.csv").containsAll(names) ? FETCH_RECORDS : FETCH;
  }
}
