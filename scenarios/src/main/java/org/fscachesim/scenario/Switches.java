package org.fscachesim.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.CachefilesMutation;
import org.fscachesim.fscache.FscacheBehaviour;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.FscacheMutation;
import org.fscachesim.kernel.Switch;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.erofs.ErofsFix;

/// All switches of the models by name, for commands that turn them.
public final class Switches {
  private Switches() {}

  /// Every switch, by module.
  public static List<Switch> all() {
    List<Switch> out = new ArrayList<>();
    out.addAll(List.of(FscacheBehaviour.values()));
    out.addAll(List.of(FscacheFix.values()));
    out.addAll(List.of(FscacheMutation.values()));
    out.addAll(List.of(CachefilesBehaviour.values()));
    out.addAll(List.of(CachefilesFix.values()));
    out.addAll(List.of(CachefilesMutation.values()));
    out.addAll(List.of(NetfsBehaviour.values()));
    out.addAll(List.of(NetfsFix.values()));
    out.addAll(List.of(ErofsFix.values()));
    return out;
  }

  /// Finds one by its name, in whatever case, with hyphens or underscores.
  public static Optional<Switch> byName(String name) {
    String wanted = name.strip().replace('-', '_');
    return all().stream().filter(s -> s.name().equalsIgnoreCase(wanted)).findFirst();
  }

  /// Names that have something of `name` in them, for messages; all when there are none.
  public static String like(String name) {
    String part = name.strip().replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    List<String> names = all().stream().map(Switch::name).sorted().toList();
    List<String> similar =
        names.stream()
            .filter(n -> List.of(part.split("_", -1)).stream().anyMatch(w -> hasWord(n, w)))
            .toList();
    return (similar.isEmpty() ? names : similar).stream().collect(Collectors.joining(", "));
  }

  private static boolean hasWord(String name, String word) {
    return word.length() > 2 && name.contains(word);
  }
}
