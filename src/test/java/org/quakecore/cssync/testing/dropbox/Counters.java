package org.quakecore.cssync.testing.dropbox;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What was asked of this Dropbox so far. */
public final class Counters {
  private final Map<Endpoint, Integer> calls = new EnumMap<>(Endpoint.class);
  private final SortedMap<String, Set<Integer>> connections = new TreeMap<>();
  private final SortedMap<String, Integer> refused = new TreeMap<>();
  private long bytesUploaded;
  private long bytesDownloaded;
  private int stopped;
  private int bans;
  private int overlaps;
  private int uploads;
  private int mostUploads;

  /** Calls of one endpoint, those that went wrong included. */
  public synchronized int calls(Endpoint endpoint) {
    return calls.getOrDefault(endpoint, 0);
  }

  /** Calls of every endpoint. */
  public synchronized int calls() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Bytes of file content that came in, those of calls that went wrong included. */
  public synchronized long bytesUploaded() {
    return bytesUploaded;
  }

  /** Bytes of file content that went out. */
  public synchronized long bytesDownloaded() {
    return bytesDownloaded;
  }

  /** Calls whose content was cut or stood still. */
  public synchronized int callsStopped() {
    return stopped;
  }

  /** The most calls that brought file content at one time. */
  public synchronized int mostUploadsAtOnce() {
    return mostUploads;
  }

  /**
   * TCP connections to a host, like {@code content.dropboxapi.com}, that carried a call.
   *
   * <p>Those that carried none do not count: over HTTP/2 Go opens one for each of the first calls,
   * and then sends all of them over the one that was ready first.
   */
  public synchronized int connections(String host) {
    return connections.getOrDefault(host, Set.of()).size();
  }

  /** What the proxy was asked to lead to and did not, each with how often. */
  public synchronized Map<String, Integer> refused() {
    return Map.copyOf(refused);
  }

  /** How often somebody was banned for calling too often. */
  public synchronized int bans() {
    return bans;
  }

  /** Changes that were refused because another was under way. */
  public synchronized int overlaps() {
    return overlaps;
  }

  synchronized void banned() {
    bans++;
  }

  synchronized void overlapped() {
    overlaps++;
  }

  /** All of it, one figure a line. */
  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    Stream.of(Endpoint.values())
        .filter(calls::containsKey)
        .forEach(each -> line(text, "calls " + each.route, calls.get(each)));
    connections.forEach((host, ports) -> line(text, "connections " + host, ports.size()));
    refused.forEach((host, count) -> line(text, "refused " + host, count));
    line(text, "bytes uploaded", bytesUploaded);
    line(text, "bytes downloaded", bytesDownloaded);
    line(text, "calls stopped", stopped);
    line(text, "most uploads at once", mostUploads);
    line(text, "bans", bans);
    line(text, "overlapping changes", overlaps);
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(name).append(": ").append(value).append('\n');
  }

  synchronized void called(Endpoint endpoint, int port) {
    calls.merge(endpoint, 1, Integer::sum);
    connections.computeIfAbsent(endpoint.host(), host -> new TreeSet<>()).add(port);
  }

  synchronized void refused(String host) {
    refused.merge(host, 1, Integer::sum);
  }

  synchronized void uploaded(long bytes) {
    bytesUploaded += bytes;
  }

  synchronized void downloaded(long bytes) {
    bytesDownloaded += bytes;
  }

  synchronized void stopped() {
    stopped++;
  }

  synchronized void uploadBegins() {
    uploads++;
    mostUploads = Math.max(mostUploads, uploads);
  }

  synchronized void uploadEnds() {
    uploads--;
  }
}
