package dev.bcs.snmp;

/** Counts of notifications, as the MIB shows them. */
interface Tally {
  long sent();

  long suppressed();

  long dropped();

  long pending();
}
