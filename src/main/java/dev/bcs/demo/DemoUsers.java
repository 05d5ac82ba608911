package dev.bcs.demo;

import java.security.SecureRandom;

/** The two people of a demo; their passwords are made anew for each. */
record DemoUsers(String viewer, String viewerPassword, String operator, String operatorPassword) {
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int LONG = 12;

  static DemoUsers make() {
    SecureRandom random = new SecureRandom();
    return new DemoUsers("noc", password(random), "admin", password(random));
  }

  private static String password(SecureRandom random) {
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < LONG; i++) {
      made.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return made.toString();
  }
}
