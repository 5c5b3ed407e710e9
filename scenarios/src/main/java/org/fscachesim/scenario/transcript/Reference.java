package org.fscachesim.scenario.transcript;

/// `${M.id}`: stands for a field of a message that the same actor read before.
///
/// @param message the name that `read … as` gave to the message
/// @param field which field of it
public record Reference(String message, Field field) implements Amount, Text.Part {
  @Override
  public String toString() {
    return "${" + message + "." + field.word() + "}";
  }
}
