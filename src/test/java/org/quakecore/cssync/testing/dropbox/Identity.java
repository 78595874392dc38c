package org.quakecore.cssync.testing.dropbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;

/**
 * A key and a certificate made for one run, which is its own authority: who trusts it trusts this
 * stand-in under Dropbox's names, and nobody else.
 *
 * <p>The JDK reads certificates but makes none; this writes the few fields there must be, as DER
 * (X.690) of RFC 5280. Go asks for the names as subjectAltName.
 */
final class Identity {
  static final String PASSWORD = "fake-dropbox";

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALISED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };
  private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
  private static final byte[] SUBJECT_ALT_NAME = {0x55, 0x1d, 0x11};
  private static final int DAYS = 3_650;

  private final PrivateKey key;
  private final Certificate certificate;

  private Identity(PrivateKey key, Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** Makes a new key, and a certificate of it for these host names. */
  static Identity of(Collection<String> hosts) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] unsigned = unsigned(pair, hosts);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(unsigned);
      byte[] signed =
          der(SEQUENCE, unsigned, algorithm(), der(BIT_STRING, new byte[1], signature.sign()));
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(signed));
      return new Identity(pair.getPrivate(), certificate);
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate can be made", e);
    }
  }

  private static byte[] unsigned(KeyPair pair, Collection<String> hosts) {
    byte[] serial = new BigInteger(64, new SecureRandom()).setBit(64).toByteArray();
    byte[] name =
        der(
            SEQUENCE,
            der(
                SET,
                der(
                    SEQUENCE,
                    der(OBJECT_IDENTIFIER, COMMON_NAME),
                    der(UTF8_STRING, "Fake Dropbox".getBytes(StandardCharsets.UTF_8)))));
    byte[] names = new byte[0];
    for (String host : hosts) {
      names = join(names, der(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII)));
    }
    byte[] alternatives =
        der(
            SEQUENCE,
            der(OBJECT_IDENTIFIER, SUBJECT_ALT_NAME),
            der(OCTET_STRING, der(SEQUENCE, names)));
    Instant now = Instant.now();
    return der(
        SEQUENCE,
        der(VERSION, der(INTEGER, new byte[] {2})), // counted from 0: version 3
        der(INTEGER, serial),
        algorithm(),
        name,
        der(SEQUENCE, time(now.minus(1, ChronoUnit.DAYS)), time(now.plus(DAYS, ChronoUnit.DAYS))),
        name,
        pair.getPublic().getEncoded(),
        der(EXTENSIONS, der(SEQUENCE, alternatives)));
  }

  private static byte[] algorithm() {
    return der(SEQUENCE, der(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256));
  }

  private static byte[] time(Instant time) {
    String text =
        DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC).format(time);
    return der(GENERALISED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** One DER value: its tag, its length, and its contents one after the other. */
  private static byte[] der(int tag, byte[]... contents) {
    byte[] body = join(contents);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (body.length < 0x80) {
      out.write(body.length);
    } else {
      out.write(0x82);
      out.write(body.length >> 8);
      out.write(body.length);
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The key and its certificate, for a server. */
  KeyStore keys() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, PASSWORD.toCharArray(), new Certificate[] {certificate});
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has PKCS12", e);
    }
  }

  /** The certificate as a PEM file, for those who are to trust it. */
  String pem() {
    try {
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
