package org.quakecore.cssync.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.Bandwidth;
import org.quakecore.cssync.remote.Engine;
import org.quakecore.cssync.remote.Limits;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Progress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Who speaks to the remote, and how much is asked of it: the same for every command. */
final class LimitOptions {
  private static final Set<String> HELD = Set.of("--bwlimit", "--tpslimit");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "WHO",
      defaultValue = "${env:CS_SYNC_ENGINE:-auto}",
      converter = Engines.class,
      completionCandidates = Engines.class,
      description =
          "auto: Dropbox is spoken to directly, any other remote by rclone; rclone: always by"
              + " rclone. Also taken from the environment variable CS_SYNC_ENGINE. Default: auto")
  private Engine engine;

  @Option(
      names = "--tpslimit",
      paramLabel = "N",
      defaultValue = "${env:RCLONE_TPSLIMIT:-10}",
      converter = Rate.class,
      description =
          "The most calls a second, all together, where Dropbox is spoken to directly. Default: 10")
  private Double callsPerSecond;

  @Option(
      names = "--bwlimit",
      paramLabel = "RATE",
      defaultValue = "${env:RCLONE_BWLIMIT}",
      converter = Speed.class,
      description =
          "The most bytes a second, all transfers together, written as for rclone: 20M, 20M:5M for"
              + " sending and receiving, or a timetable. Also taken from RCLONE_BWLIMIT, and from"
              + " behind --.")
  private Bandwidth bandwidth;

  /** How the remote is to be spoken to by who only looks. */
  Access looking(Progress progress) {
    return access(TemporaryPlace.ofThisMachine(), Optional.empty(), List.of(), progress);
  }

  /**
   * How the remote is to be spoken to.
   *
   * @param connections at once, where the user has said so
   * @param arguments for rclone, of which those that limit hold for all
   */
  Access access(
      TemporaryPlace place,
      Optional<Integer> connections,
      List<String> arguments,
      Progress progress) {
    Limits limits =
        new Limits(
            engine,
            connections.map(OptionalInt::of).orElseGet(OptionalInt::empty),
            behind(arguments, "--tpslimit", new Rate()).orElse(callsPerSecond),
            behind(arguments, "--bwlimit", new Speed())
                .orElse(bandwidth == null ? Bandwidth.UNLIMITED : bandwidth));
    return new Access(place, limits, progress::warn, progress::waiting);
  }

  /** Says of arguments for rclone that rclone is not what is used. */
  void tellUnused(Remote remote, List<String> arguments, Progress progress) {
    List<String> unused = new ArrayList<>(arguments);
    for (int i = unused.size() - 1; i >= 0; i--) {
      String flag = unused.get(i).replaceFirst("=.*", "");
      if (HELD.contains(flag)) {
        boolean apart = flag.equals(unused.remove(i)) && i < unused.size();
        if (apart) {
          unused.remove(i);
        }
      }
    }
    if (remote.goesOnWithHalfAFile() && !unused.isEmpty()) {
      progress.warn(
          "not used, as no rclone moves the bytes: "
              + String.join(" ", unused)
              + " (with --engine rclone it does)");
    }
  }

  private <T> Optional<T> behind(List<String> arguments, String flag, ITypeConverter<T> converter) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      Optional<String> value =
          argument.startsWith(flag + "=")
              ? Optional.of(argument.substring(flag.length() + 1))
              : argument.equals(flag) && i + 1 < arguments.size()
                  ? Optional.of(arguments.get(i + 1))
                  : Optional.empty();
      if (value.isPresent()) {
        try {
          return Optional.of(converter.convert(value.get()));
        } catch (Exception malformed) {
          throw new ParameterException(
              spec.commandLine(), flag + ": " + malformed.getMessage(), malformed);
        }
      }
    }
    return Optional.empty();
  }

  /** Who speaks to the remote. */
  static final class Engines implements ITypeConverter<Engine>, Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "rclone").iterator();
    }

    @Override
    public Engine convert(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "", "auto" -> Engine.AUTO;
        case "rclone" -> Engine.RCLONE;
        default ->
            throw new TypeConversionException("\"" + text + "\" is no engine: say auto or rclone");
      };
    }
  }

  /** Calls a second. */
  static final class Rate implements ITypeConverter<Double> {
    private static final double NO_LIMIT = 1_000;

    @Override
    public Double convert(String text) {
      if (text.isBlank()) {
        return Limits.STANDARD.callsPerSecond();
      }
      if (text.matches("0+(\\.0+)?")) {
        // As rclone has it.
        return NO_LIMIT;
      }
      if (!text.matches("\\d{1,6}(\\.\\d{1,6})?")) {
        throw new TypeConversionException(
            "\"" + text + "\": give a number of calls a second, like 10 or 0.5");
      }
      return Double.valueOf(text);
    }
  }

  /** Bytes a second. */
  static final class Speed implements ITypeConverter<Bandwidth> {
    @Override
    public Bandwidth convert(String text) {
      try {
        return text.isBlank() ? Bandwidth.UNLIMITED : Bandwidth.of(text);
      } catch (IllegalArgumentException malformed) {
        throw new TypeConversionException(malformed.getMessage());
      }
    }
  }
}
