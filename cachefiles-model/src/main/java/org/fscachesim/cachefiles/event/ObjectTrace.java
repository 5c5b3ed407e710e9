package org.fscachesim.cachefiles.event;

/// Why the reference count of an object was looked at or changed.
///
/// Kernel: include/trace/events/cachefiles.h (enum cachefiles_obj_ref_trace)
public enum ObjectTrace {
  /// A read or write begins.
  GET_IO("GET ioreq"),
  /// Created.
  NEW("NEW obj"),
  /// Its name could not be made.
  PUT_ALLOC_FAIL("PUT alloc_fail"),
  /// The cookie lets go.
  PUT_DETACH("PUT detach"),
  /// A read or write ended.
  PUT_IO("PUT ioreq"),
  /// Being committed.
  SEE_CLEAN_COMMIT("SEE clean_commit"),
  /// Being deleted.
  SEE_CLEAN_DELETE("SEE clean_delete"),
  /// Its file without a name is dropped.
  SEE_CLEAN_DROP_TMP("SEE clean_drop_tmp"),
  /// Found or created.
  SEE_LOOKUP_COOKIE("SEE lookup_cookie"),
  /// Neither found nor created.
  SEE_LOOKUP_FAILED("SEE lookup_failed"),
  /// The cookie withdraws it.
  SEE_WITHDRAW_COOKIE("SEE withdraw_cookie"),
  /// It leaves the list of the cache.
  SEE_WITHDRAWAL("SEE withdrawal"),
  /// The daemon gets a descriptor for it.
  GET_ONDEMAND_FD("GET ondemand_fd"),
  /// The daemon's descriptor was closed.
  PUT_ONDEMAND_FD("PUT ondemand_fd"),
  /// A request for it is being delivered.
  GET_READ_REQUEST("GET read_req"),
  /// The delivery ended.
  PUT_READ_REQUEST("PUT read_req"),
  /// As [#GET_ONDEMAND_FD], by kernels that had no words for it.
  GET_ONDEMAND_FD_UNNAMED("0xc"),
  /// As [#PUT_ONDEMAND_FD], by kernels that had no words for it.
  PUT_ONDEMAND_FD_UNNAMED("0xd");

  private final String text;

  ObjectTrace(String text) {
    this.text = text;
  }

  /// The words that the trace event shows.
  public String text() {
    return text;
  }
}
