package org.fscachesim.fscache.example;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stays when a [MemoryCache] is unbound: the "disk".
///
/// One file per volume key and cookie key; a file is its bytes and the coherency data it was
/// committed with.
public final class MemoryStore {
  /// One stored file.
  static final class StoredFile {
    byte[] data = new byte[0];
    byte[] aux = new byte[0];
  }

  private final Map<String, Map<String, StoredFile>> volumes = new LinkedHashMap<>();

  @Nullable StoredFile find(String volumeKey, String cookieKey) {
    return files(volumeKey).get(cookieKey);
  }

  void store(String volumeKey, String cookieKey, StoredFile file) {
    files(volumeKey).put(cookieKey, file);
  }

  void delete(String volumeKey, String cookieKey) {
    files(volumeKey).remove(cookieKey);
  }

  private Map<String, StoredFile> files(String volumeKey) {
    return volumes.computeIfAbsent(volumeKey, _ -> new LinkedHashMap<>());
  }

  /// The bytes stored under a key, or null.
  public byte @Nullable [] contents(String volumeKey, String cookieKey) {
    StoredFile file = find(volumeKey, cookieKey);
    return file == null ? null : file.data.clone();
  }
}
