package dev.bcs.unit;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes, encodes and names certificates; a certificate here only carries a key. */
public final class Certificates {
  private static final int YEARS = 20;

  private Certificates() {}

  /** SHA-256 of the encoded certificate. */
  public static byte[] fingerprint(X509Certificate certificate) {
    return sha256(encode(certificate));
  }

  public static byte[] encode(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate that was read has no encoding", e);
    }
  }

  public static X509Certificate decode(byte[] encoded) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (CertificateException e) {
      throw new UnitException(
          "a certificate cannot be read: " + e.getMessage(), "pair the units again", e);
    }
  }

  /** Signed by its own key, valid for twenty years from the day before. */
  static X509Certificate selfSigned(KeyPair keys, String name, Instant now)
      throws GeneralSecurityException {
    X500Name subject =
        new X500NameBuilder().addRDN(BCStyle.O, "BCS").addRDN(BCStyle.CN, name).build();
    Date from = Date.from(now.minusSeconds(86_400));
    Date to = Date.from(now.atOffset(ZoneOffset.UTC).plusYears(YEARS).toInstant());
    BigInteger serial = new BigInteger(127, new SecureRandom()).setBit(126);
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(subject, serial, from, to, subject, keys.getPublic());
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(
              new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("the certificate was not signed: " + e.getMessage(), e);
    }
  }

  /** Sixteen hexadecimal digits that name a secret without telling it. */
  static String shortName(byte[] secret) {
    return HexFormat.of().formatHex(sha256(secret), 0, 8);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
