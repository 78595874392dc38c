package org.quakecore.cssync.testing;

/** The methods of a remote that {@link FakeRemote} counts and {@link FaultyRemote} breaks. */
public enum Operation {
  TRAITS,
  LIST,
  LOOK,
  FOLDERS,
  SEND,
  STREAM,
  FETCH,
  READ,
  DIFFERING,
  MOVE,
  DELETE,
  DELETE_FOLDER,
  FREE_BYTES
}
