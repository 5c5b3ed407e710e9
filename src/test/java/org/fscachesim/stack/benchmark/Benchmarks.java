package org.fscachesim.stack.benchmark;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks, all or those that the arguments name (as for JMH's own command line), and
/// prints a line for each case: what it took and how that stands to the plain way.
final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    Options options = new OptionsBuilder().parent(new CommandLineOptions(args)).build();
    System.out.println(summary(new Runner(options).run()));
  }

  /// One line a case; the ratio is that of the best times, so that above 1 the model is slower.
  private static String summary(Collection<RunResult> results) {
    Map<String, Result<?>> plain = new LinkedHashMap<>();
    for (RunResult result : results) {
      if (method(result).equals("plain")) {
        plain.put(caseName(result), result.getPrimaryResult());
      }
    }
    return results.stream()
        .filter(result -> method(result).equals("model"))
        .map(result -> line(result, plain))
        .collect(Collectors.joining("\n", "\n", ""));
  }

  private static String line(RunResult result, Map<String, Result<?>> plain) {
    String name = caseName(result);
    Result<?> model = result.getPrimaryResult();
    String score = "%s: %s".formatted(name, score(model));
    Result<?> other = plain.get(name);
    return other == null
        ? score
        : String.format(
            Locale.ROOT,
            "%s, plain %s, ratio %.2f",
            score,
            score(other),
            best(model) / best(other));
  }

  private static String score(Result<?> result) {
    return String.format(
        Locale.ROOT,
        "%.1f %s at best (%.1f ± %.1f)",
        best(result),
        result.getScoreUnit(),
        result.getScore(),
        result.getScoreError());
  }

  /// The best iteration: what else the machine does can only make one worse.
  private static double best(Result<?> result) {
    boolean perTime = result.getScoreUnit().startsWith("ops/");
    return perTime ? result.getStatistics().getMax() : result.getStatistics().getMin();
  }

  private static String method(RunResult result) {
    String name = result.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// The class and its parameters: `SeekBenchmark extents=1000000`.
  private static String caseName(RunResult result) {
    String name = result.getParams().getBenchmark();
    String type = name.substring(0, name.lastIndexOf('.'));
    return result.getParams().getParamsKeys().stream()
        .map(key -> " " + key + "=" + result.getParams().getParam(key))
        .collect(Collectors.joining("", type.substring(type.lastIndexOf('.') + 1), ""));
  }
}
