package dev.bcs.mail;

import java.util.List;

/**
 * The mail window, as configured; no server switches it off.
 *
 * @param server host:port of the SMTP relay
 * @param security {@code none}, {@code starttls} or {@code tls}
 * @param passwordFile file that holds the password; empty if the relay asks for none
 */
public record MailSettings(
    String server,
    String security,
    String from,
    List<String> to,
    String user,
    String passwordFile) {
  public MailSettings {
    to = List.copyOf(to);
  }
}
