package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// The growing hash table and the linked list against plain lists.
final class HashTablePropertiesTest {
  /// Positive: add an object of that key; negative: remove the oldest one of it.
  @Property
  void theNewestOfEqualKeysIsFoundFirstHoweverTheTableGrew(
      @ForAll @Size(max = 300) List<@IntRange(min = -20, max = 20) Integer> steps) {
    HashTable<String> table = new HashTable<>();
    List<HashTable.Node<String>> model = new ArrayList<>();
    int serial = 0;
    for (int step : steps) {
      int key = Math.abs(step);
      if (step > 0) {
        HashTable.Node<String> node = new HashTable.Node<>(key + "/" + serial++, hash(key));
        table.add(node);
        model.addFirst(node);
        assertTrue(node.isHashed());
      } else {
        model.reversed().stream()
            .filter(n -> isOf(n.item, key))
            .findFirst()
            .ifPresent(
                n -> {
                  table.remove(n);
                  model.remove(n);
                  assertEquals(false, n.isHashed());
                });
      }
      String expected =
          model.stream().map(n -> n.item).filter(i -> isOf(i, key)).findFirst().orElse(null);
      assertEquals(expected, table.find(hash(key), i -> isOf(i, key)));
      assertEquals(model.size(), table.size());
    }
  }

  /// Few different hashes, so that different keys share buckets and even hashes.
  private static int hash(int key) {
    return key % 7 * 0x1000;
  }

  private static boolean isOf(String item, int key) {
    return item.startsWith(key + "/");
  }

  /// Positive: append; zero: put first; negative: take out the one at that place.
  @Property
  void aListKeepsItsOrderWhereverItLosesItems(
      @ForAll @Size(max = 100) List<@IntRange(min = -10, max = 2) Integer> steps) {
    Links<Integer> list = new Links<>();
    List<Links.Link<Integer>> model = new ArrayList<>();
    int serial = 0;
    for (int step : steps) {
      if (step >= 0) {
        Links.Link<Integer> link = new Links.Link<>(serial++);
        if (step == 0) {
          list.addFirst(link);
          model.addFirst(link);
        } else {
          list.addLast(link);
          model.addLast(link);
        }
      } else if (-step <= model.size()) {
        Links.Link<Integer> link = model.remove(-step - 1);
        list.remove(link);
        assertEquals(false, link.isListed());
      }
      List<Integer> walked = new ArrayList<>();
      for (Links.Link<Integer> l = list.first(); l != null; l = l.next()) {
        walked.add(l.item);
      }
      assertEquals(model.stream().map(l -> l.item).toList(), walked);
      assertEquals(model.size(), list.size());
    }
  }

  @Example
  void anItemIsInOnePlaceAtATime() {
    HashTable<String> table = new HashTable<>();
    HashTable.Node<String> node = new HashTable.Node<>("x", 5);
    assertThrows(IllegalStateException.class, () -> table.remove(node));
    table.add(node);
    assertThrows(IllegalStateException.class, () -> table.add(node));
    Links<String> list = new Links<>();
    Links.Link<String> link = new Links.Link<>("x");
    assertThrows(IllegalStateException.class, () -> list.remove(link));
    list.addLast(link);
    assertThrows(IllegalStateException.class, () -> list.addFirst(link));
  }
}
