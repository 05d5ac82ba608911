package dev.bcs.status;

import java.util.ArrayList;
import java.util.List;

/** Lists of name=value as one text of the ledger, one a line, line ends and \ escaped. */
final class Details {
  private static final int MOST = 64;
  private static final int LONGEST = 2000;

  private Details() {}

  static String join(List<String> details) {
    StringBuilder text = new StringBuilder();
    for (String detail : details.subList(0, Math.min(MOST, details.size()))) {
      String kept = detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST);
      text.append(kept.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    }
    return text.toString();
  }

  static List<String> split(String text) {
    List<String> details = new ArrayList<>();
    StringBuilder detail = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        details.add(detail.toString());
        detail.setLength(0);
      } else if (c == '\\' && i + 1 < text.length()) {
        i++;
        detail.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
      } else {
        detail.append(c);
      }
    }
    return details;
  }
}
