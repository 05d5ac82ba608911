package dev.bcs.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Somebody at the terminal who answers what the test told him, and nothing else. */
final class FakePerson implements Terminal.Person {
  private final Deque<String> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();

  FakePerson(String... answers) {
    this.answers.addAll(List.of(answers));
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public String answer(String prompt) {
    asked.add(prompt);
    String next = answers.poll();
    if (next == null) {
      throw new AssertionError("asked without an answer: " + prompt);
    }
    return next;
  }

  @Override
  public char[] secret(String prompt) {
    return answer(prompt).toCharArray();
  }
}
