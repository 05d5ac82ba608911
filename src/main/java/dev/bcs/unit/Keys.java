package dev.bcs.unit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The unit's own key and certificate, made once, and the TLS that is built on them.
 *
 * <pre>
 * keys/unit.secret  0600  32 random hexadecimal digits
 * keys/unit.p12     0600  PKCS #12 of the EC P-256 key and its certificate, under that secret
 * </pre>
 *
 * <p>The secret lies beside the file that it opens: a unit starts with nobody there to type one, so
 * what protects the key is the mode of the folder. The format only insists on a password.
 *
 * <p>Crash order: the secret is written first. A secret without a key file is used for the next
 * one; a key file is never there without its secret, and never half-written, because both are
 * written aside, synced and renamed.
 */
public final class Keys {
  private static final String ALIAS = "unit";

  // Ten thousand rounds, the default, slow down whoever guesses words. Our secrets are random, and
  // a daemon would spend a tenth of its start on the rounds.
  static {
    for (String of : List.of("mac", "certPbe", "keyPbe")) {
      System.setProperty("keystore.pkcs12." + of + "IterationCount", "1");
    }
  }

  private final X509Certificate certificate;
  private final PrivateKey key;

  private Keys(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Reads the keys of a prepared home, or makes them.
   *
   * @param name goes into a new certificate, for people
   */
  public static Keys of(Home home, String name, Instant now) {
    Path file = home.keys().resolve("unit.p12");
    Path secretFile = home.keys().resolve("unit.secret");
    try {
      if (!Files.exists(file)) {
        make(file, secretFile, name, now);
      }
      return read(file, secretFile);
    } catch (IOException | GeneralSecurityException e) {
      throw new UnitException(
          "the unit's key " + file + " cannot be used: " + e.getMessage(),
          "restore the folder keys/ of this unit; or move it away, so that new keys are made, and"
              + " pair again",
          e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** SHA-256 of the certificate. */
  public byte[] fingerprint() {
    return Certificates.fingerprint(certificate);
  }

  /** Both ends prove themselves, and only the pinned certificate is believed. */
  public SSLContext mutual(X509Certificate pinned) {
    return context(Trust.only(pinned));
  }

  /** For pairing only: any certificate passes the handshake; the invitation's code then decides. */
  public SSLContext introduction() {
    return context(Trust.introduction());
  }

  /**
   * The key and certificate as a key store in memory, for windows that speak TLS; under
   * {@code password}.
   */
  public KeyStore keyStore(char[] password) {
    try {
      return storeOf(key, certificate, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the unit's key does not fit a key store", e);
    }
  }

  /** For windows whose callers show no certificate: this unit proves itself, they sign in. */
  public SSLContext server() {
    return context(Trust.introduction());
  }

  private SSLContext context(TrustManager trust) {
    try {
      char[] password = "in memory only".toCharArray();
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keyStore(password), password);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(managers.getKeyManagers(), new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot speak TLS 1.3", e);
    }
  }

  private static KeyStore storeOf(PrivateKey key, X509Certificate certificate, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry(ALIAS, key, password, new Certificate[] {certificate});
    return store;
  }

  private static void make(Path file, Path secretFile, String name, Instant now)
      throws IOException, GeneralSecurityException {
    if (!Files.exists(secretFile)) {
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      writeWhole(secretFile, HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII));
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    X509Certificate certificate = Certificates.selfSigned(keys, name, now);
    char[] secret = secret(secretFile);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    storeOf(keys.getPrivate(), certificate, secret).store(bytes, secret);
    writeWhole(file, bytes.toByteArray());
  }

  private static Keys read(Path file, Path secretFile)
      throws IOException, GeneralSecurityException {
    char[] secret = secret(secretFile);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(Files.readAllBytes(file)), secret);
    if (store.getKey(ALIAS, secret) instanceof PrivateKey key
        && store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
      return new Keys(certificate, key);
    }
    throw new GeneralSecurityException("it holds no key of a unit");
  }

  private static char[] secret(Path secretFile) throws IOException {
    return Files.readString(secretFile, StandardCharsets.US_ASCII).strip().toCharArray();
  }

  /** Writes aside, syncs, renames, syncs the folder: whole or not there. */
  private static void writeWhole(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(aside);
    try (FileChannel channel = FileChannel.open(
        aside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    if (folder != null) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
