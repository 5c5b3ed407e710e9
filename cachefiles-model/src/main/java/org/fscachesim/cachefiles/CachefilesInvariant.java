package org.fscachesim.cachefiles;

import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.invariant.Invariant;

/// What holds of cachefiles whenever nothing is under way.
///
/// `C` is for the cache, `O` for on-demand mode, `H` for what the history of fixes taught.
public enum CachefilesInvariant implements Invariant {
  ONE_INSTANCE(
      "C1", "the device is open or its cache is being unbound, exactly while there is one"),
  LIMITS_ARE_FROZEN("C11", "the limits never change after bind"),
  COMMANDS_ARE_WHOLE("C4", "a command is taken whole or not at all"),
  DEAD_TAKES_NO_COMMAND("C5", "a dead cache takes no command"),
  STATE_HAS_ITS_SIZE("C6", "nothing is read before bind, and a state of 76 to 188 bytes after it"),
  NO_BLOCKS_IN_FLIGHT("C9", "no block counts as being written while nothing is written"),
  DIRECTORIES_ARE_MARKED("C12", "every directory that the cache uses is marked as in use"),
  FILES_ARE_MARKED("C12", "the file of every object is marked as in use"),
  OBJECTS_ARE_COUNTED("C21", "fscache counts as many objects as there are"),
  COMPLETED_ONCE("O1", "every request completes exactly once"),
  DELIVERED_ONCE("O2", "a message is delivered once, unless all were restored"),
  MESSAGES_ARE_WHOLE("O3", "a read of the device gives nothing, or a whole message"),
  MESSAGE_IDS("O5", "message ids are the lowest free ones, or strictly increase"),
  OBJECT_IDS("O6", "object ids are positive and strictly increase"),
  PINS("O7", "there is one pin for the device and one for each anonymous descriptor"),
  FLUSHED("O9", "no request is left once the table was flushed"),
  CLOSE_LEAVES("O11", "a CLOSE is out of the table when it was delivered"),
  OPEN_HAS_DESCRIPTOR("O18", "an object that is open has a live descriptor"),
  ONE_DESCRIPTOR("O19", "an object has one anonymous descriptor at most"),
  TABLE_IS_PENDING("H1", "no completed request is in the table"),
  REOPENING_IS_ASKED("H2", "an object without descriptor that is reopening has an OPEN on its way"),
  DROPPED_IS_GONE("H3", "an object that is being dropped has no request in the table"),
  CLOSE_IS_OF_OPEN("H4", "a CLOSE comes into the table only while its object is open"),
  NOBODY_STARVES(
      "H5", "no request is passed over more than 16 times by later ones", Symptom.STARVATION),
  ANSWERS_ARE_MEANT("H6", "an answer ends the request that was read", Symptom.PROTOCOL),
  MESSAGES_MAKE_SENSE("H7", "no READ is empty, or begins before the file", Symptom.PROTOCOL);

  private final String number;
  private final String sentence;
  private final Symptom symptom;

  CachefilesInvariant(String number, String sentence) {
    this(number, sentence, Symptom.RULE);
  }

  CachefilesInvariant(String number, String sentence, Symptom symptom) {
    this.number = number;
    this.sentence = sentence;
    this.symptom = symptom;
  }

  @Override
  public Symptom symptom() {
    return symptom;
  }

  @Override
  public String number() {
    return number;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
