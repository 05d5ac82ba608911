package dev.bcs.unit;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are believed: exactly the pinned one, or, while introducing, any single one.
 *
 * <p>Names, issuers and dates are not looked at: the peer is who holds the pinned key, also on a
 * unit whose clock woke up in 1970.
 */
final class Trust extends X509ExtendedTrustManager {
  private final Optional<X509Certificate> pinned;

  private Trust(Optional<X509Certificate> pinned) {
    this.pinned = pinned;
  }

  static Trust only(X509Certificate pinned) {
    return new Trust(Optional.of(pinned));
  }

  static Trust introduction() {
    return new Trust(Optional.empty());
  }

  private void check(X509Certificate @Nullable [] chain) throws CertificateException {
    if (chain == null || chain.length != 1) {
      throw new CertificateException("a unit shows exactly one certificate");
    }
    if (pinned.isPresent() && !pinned.get().equals(chain[0])) {
      throw new CertificateException("the certificate is not the one pinned at pairing");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
