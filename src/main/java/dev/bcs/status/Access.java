package dev.bcs.status;

import java.util.List;
import java.util.Optional;

/** The users that every network door knows. */
public interface Access {
  /** Checks a password in constant time and counts failures; empty if user or password is wrong. */
  Optional<Grant> signIn(String user, char[] password, String from);

  /** The SNMPv3 users with their keys localized to this unit's engine. */
  List<SnmpUser> snmpUsers();

  /**
   * The same user with his keys localized to another engine: for informs, whose receiver is the
   * authority (RFC 3414, 2.6). Empty if there is no such user, or his store keeps nothing from
   * which such keys can be made.
   */
  default Optional<SnmpUser> snmpUserAt(String user, byte[] engine) {
    return Optional.empty();
  }

  /** This unit's own SNMP engine, persisted. */
  Engine engine();

  /** Tells when users were added, changed or removed. */
  void onChange(Runnable listener);

  /** All users, by name. */
  List<Member> list();

  /** Makes a user; durable and recorded when it returns. The caller wipes the password. */
  void add(String user, boolean operator, char[] password, Actor actor) throws Refused;

  /** Gives a user another password, and other SNMP keys. */
  void passwd(String user, char[] password, Actor actor) throws Refused;

  /** Takes a user away; sessions that he has end at their next request. */
  void remove(String user, Actor actor) throws Refused;

  /** A user who proved who he is. */
  record Grant(String user, boolean operator) {}

  /** A user of the store; snmp says whether he has SNMP keys. */
  record Member(String name, boolean operator, boolean snmp) {}

  /** SHA-256 and AES-128 keys of RFC 7860 and RFC 3826, localized; an operator may write. */
  record SnmpUser(String name, boolean operator, byte[] authKey, byte[] privKey) {}

  /** Engine id of RFC 3411 and boots of RFC 3414, already counted for this start. */
  record Engine(byte[] id, int boots) {}
}
