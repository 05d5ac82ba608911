package dev.bcs.mail;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;

/** Hands letters to the SMTP server; every wait in it has a bound. */
final class Relay {
  private static final String LIMIT_MS = "20000";
  private static final int LARGEST_PASSWORD = 1024;

  private final MailSettings settings;

  Relay(MailSettings settings) {
    this.settings = settings;
  }

  /** Sends one letter; when it returns, the server has taken it. */
  void send(Letter letter, String unit, Instant now) throws IOException, MessagingException {
    Session session = session(unit);
    MimeMessage message = new Numbered(session, letter.id());
    message.setFrom(new InternetAddress(settings.from(), true));
    for (String to : settings.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
    }
    message.setSubject(letter.subject(), "UTF-8");
    message.setText(letter.body(), "UTF-8", "plain");
    message.setSentDate(Date.from(now));
    message.setHeader("Auto-Submitted", "auto-generated");
    if (!letter.references().isEmpty()) {
      message.setHeader("In-Reply-To", letter.references());
      message.setHeader("References", letter.references());
    }
    Transport.send(message);
  }

  private Session session(String unit) throws IOException {
    int colon = settings.server().lastIndexOf(':');
    boolean tls = settings.security().equals("tls");
    boolean startTls = settings.security().equals("starttls");
    Properties p = new Properties();
    p.put("mail.transport.protocol", "smtp");
    p.put("mail.smtp.host", colon < 0 ? settings.server() : settings.server().substring(0, colon));
    String usual = tls ? "465" : startTls ? "587" : "25";
    p.put("mail.smtp.port", colon < 0 ? usual : settings.server().substring(colon + 1));
    p.put("mail.smtp.localhost", unit); // never asks DNS for our own name
    p.put("mail.smtp.connectiontimeout", LIMIT_MS);
    p.put("mail.smtp.timeout", LIMIT_MS);
    p.put("mail.smtp.writetimeout", LIMIT_MS);
    p.put("mail.smtp.sendpartial", "true"); // one wrong subscriber does not keep it from the rest
    p.put("mail.smtp.ssl.enable", Boolean.toString(tls));
    p.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
    p.put("mail.smtp.starttls.required", Boolean.toString(startTls));
    p.put("mail.smtp.ssl.checkserveridentity", "true");
    if (settings.user().isEmpty()) {
      return Session.getInstance(p);
    }
    p.put("mail.smtp.auth", "true");
    String password = password();
    return Session.getInstance(p, new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(settings.user(), password);
      }
    });
  }

  /** Read anew for each letter, so that it can be renewed without a restart. */
  private String password() throws IOException {
    if (settings.passwordFile().isEmpty()) {
      return "";
    }
    Path file = Path.of(settings.passwordFile());
    if (Files.size(file) > LARGEST_PASSWORD) {
      throw new IOException("the password file " + file + " is too large");
    }
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  /** A message that keeps the id it was given. */
  private static final class Numbered extends MimeMessage {
    private final String id;

    Numbered(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
