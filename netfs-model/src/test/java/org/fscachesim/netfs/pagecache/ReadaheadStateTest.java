package org.fscachesim.netfs.pagecache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fscachesim.netfs.pagecache.ReadaheadState.Window;
import org.junit.jupiter.api.Test;

/// The sequences named after a reader are what Linux kernels asked a daemon for.
final class ReadaheadStateTest {
  private final Set<Long> cached = new HashSet<>();
  private final ReadaheadState state = new ReadaheadState(ReadaheadState.DEFAULT_MAX_PAGES);

  /// Reads a file as pread in chunks does, every page at once there; what was asked for, in bytes.
  private List<String> read(long fileSize, long from, long to, int chunk) {
    List<String> asked = new ArrayList<>();
    Set<Long> marks = new HashSet<>();
    for (long position = from; position < Math.min(to, fileSize); position += chunk) {
      long end = (position + chunk + 4095) / 4096;
      long lastPage = (Math.min(Math.min(position + chunk, to), fileSize) - 1) / 4096;
      for (long page = position / 4096; page <= lastPage; page++) {
        if (!cached.contains(page)) {
          take(state.onMiss(page, end - page, cached::contains), fileSize, asked, marks);
        }
        if (marks.remove(page)) {
          state
              .onMark(page, end - page, cached::contains)
              .ifPresent(w -> take(w, fileSize, asked, marks));
        }
      }
      state.readEndedAt(Math.min(position + chunk, fileSize));
    }
    return asked;
  }

  private void take(Window window, long fileSize, List<String> asked, Set<Long> marks) {
    Window cut = window.cutAt(fileSize);
    if (cut.size() > 0) {
      asked.add(cut.start() * 4096 + "+" + cut.size() * 4096);
    }
    for (long p = cut.start(); p < cut.start() + cut.size(); p++) {
      cached.add(p);
    }
    marks.add(cut.mark());
  }

  @Test
  void aSequentialReaderOfSinglePagesGetsDoublingWindows() {
    assertEquals(
        List.of("0+16384", "16384+32768", "49152+65536", "114688+131072", "245760+57344"),
        read(300000, 0, 300000, 4096));
  }

  @Test
  void aReaderOf128KibGetsFullWindowsFromTheStart() {
    assertEquals(
        List.of("0+131072", "131072+131072", "262144+40960"), read(300000, 0, 300000, 131072));
  }

  @Test
  void aReaderOf64KibGetsFullWindowsFromTheStart() {
    assertEquals(
        List.of("0+131072", "131072+131072", "262144+40960"), read(300000, 0, 300000, 65536));
  }

  @Test
  void shortFilesAreReadToTheirLastPage() {
    assertEquals(List.of("0+8192"), read(5000, 0, 5000, 65536));
    cached.clear();
    assertEquals(List.of("0+16384"), read(12345 + 4000, 0, 20000, 65536));
  }

  @Test
  void onePageOfALongFileOpensAWindowOfFour() {
    assertEquals(List.of("0+16384"), read(300000, 0, 4096, 4096));
  }

  @Test
  void aRandomReadGetsItsPagesAloneAndLeavesTheState() {
    read(300000, 0, 4096, 4096);
    assertEquals(new Window(50, 2, 0), state.onMiss(50, 2, cached::contains));
    assertEquals(Optional.of(new Window(4, 8, 8)), state.onMark(1, 1, cached::contains));
  }

  @Test
  void theNextPageAfterARandomReadIsSequential() {
    assertEquals(new Window(50, 1, 0), state.onMiss(50, 1, cached::contains));
    state.readEndedAt(51 * 4096);
    assertEquals(new Window(51, 4, 3), state.onMiss(51, 1, cached::contains));
  }

  @Test
  void readingAgainWithinTheSamePageIsSequential() {
    state.readEndedAt(50 * 4096 + 100);
    assertEquals(new Window(50, 4, 3), state.onMiss(50, 1, cached::contains));
  }

  @Test
  void readingBackwardsIsRandom() {
    state.readEndedAt(51 * 4096);
    assertEquals(new Window(50, 1, 0), state.onMiss(50, 1, cached::contains));
  }

  @Test
  void aReadLargerThanTheMaximumStartsAWindowAnywhere() {
    assertEquals(new Window(50, 32, 16), state.onMiss(50, 33, cached::contains));
  }

  @Test
  void aMissWhereTheWindowEndedContinuesIt() {
    assertEquals(new Window(0, 4, 3), state.onMiss(0, 1, cached::contains));
    // The window is the reader's own page: the one after it is added at once.
    assertEquals(new Window(4, 24, 16), state.onMiss(4, 1, cached::contains));
  }

  @Test
  void aForeignMarkContinuesAtTheNextMissingPage() {
    for (long p = 40; p < 45; p++) {
      cached.add(p);
    }
    assertEquals(Optional.of(new Window(45, 12, 12)), state.onMark(40, 1, cached::contains));
  }

  @Test
  void aForeignMarkWithAllPagesThereAsksForNothing() {
    for (long p = 40; p < 80; p++) {
      cached.add(p);
    }
    assertEquals(Optional.empty(), state.onMark(40, 1, cached::contains));
  }

  @Test
  void pagesInTheCacheBeforeAMissTellOfASequentialReader() {
    for (long p = 40; p < 45; p++) {
      cached.add(p);
    }
    assertEquals(new Window(45, 6, 1), state.onMiss(45, 1, cached::contains));
  }

  @Test
  void aHistoryBackToTheStartCountsTwice() {
    for (long p = 0; p < 5; p++) {
      cached.add(p);
    }
    assertEquals(new Window(5, 11, 1), state.onMiss(5, 1, cached::contains));
  }

  @Test
  void adviceForRandomReadsTurnsWindowsOff() {
    state.setRandom(true);
    assertEquals(new Window(0, 3, 0), state.onMiss(0, 3, cached::contains));
    state.setRandom(false);
    assertEquals(new Window(0, 8, 5), state.onMiss(0, 3, cached::contains));
  }

  @Test
  void errorsShrinkTheWindowsUntilSinglePagesAreLeft() {
    state.shrinkAfterError();
    assertEquals(new Window(0, 8, 4), state.onMiss(0, 8, cached::contains));
    state.shrinkAfterError();
    state.shrinkAfterError();
    assertEquals(new Window(0, 1, 0), state.onMiss(0, 8, cached::contains));
  }

  @Test
  void theEndOfTheFileCutsAWindowAndMayTakeItsMark() {
    Window window = new Window(2, 6, 2);
    assertEquals(6, window.mark());
    assertEquals(window, window.cutAt(1 << 20));
    assertEquals(new Window(2, 3, 2), window.cutAt(5 * 4096));
    assertEquals(3, window.cutAt(5 * 4096).mark());
    assertEquals(new Window(2, 1, 0), window.cutAt(2 * 4096 + 1));
    assertEquals(-1, window.cutAt(2 * 4096 + 1).mark());
    assertEquals(0, window.cutAt(2 * 4096).size());
    assertEquals(0, window.cutAt(0).size());
  }

  @Test
  void pagesNobodyTookLeaveTheWindow() {
    assertEquals(new Window(0, 8, 5), state.onMiss(0, 3, cached::contains));
    for (int i = 0; i < 5; i++) {
      assertTrue(state.pageWasNotTaken());
    }
    assertFalse(state.pageWasNotTaken());
    // What is left of the window are its first two pages; the next one begins behind them.
    assertEquals(new Window(2, 12, 8), state.onMiss(2, 1, cached::contains));
  }
}
