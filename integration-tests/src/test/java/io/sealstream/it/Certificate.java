package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of localhost that a test makes, signed by itself, and its key: as Java reads them,
 * and as other servers do.
 *
 * @param trustStore has the certificate alone
 * @param pem the certificate alone
 * @param keyPem the key, readable by its owner only
 */
record Certificate(Path keyStore, Path trustStore, Path pem, Path keyPem) {

  static final String PASSWORD = "of-this-test";

  private static final String ALIAS = "server";

  /** Makes one in {@code folder}. */
  static Certificate make(Path folder, String name) throws Exception {
    Certificate made =
        new Certificate(
            folder.resolve(name + ".p12"),
            folder.resolve(name + "-trust.p12"),
            folder.resolve(name + ".pem"),
            folder.resolve(name + ".key"));
    keytool(
        made.keyStore,
        List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"),
        List.of("-dname", "CN=" + name, "-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    keytool(made.keyStore, List.of("-exportcert", "-rfc"), List.of("-file", made.pem.toString()));
    keytool(
        made.trustStore,
        List.of("-importcert", "-noprompt"),
        List.of("-file", made.pem.toString()));
    made.writeKey();
    return made;
  }

  private static void keytool(Path store, List<String> what, List<String> how) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Jdk.OWN.home().resolve("bin/keytool").toString());
    command.addAll(what);
    command.addAll(how);
    command.addAll(List.of("-alias", ALIAS, "-storepass", PASSWORD, "-keystore", store.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
  }

  private void writeKey() throws Exception {
    byte[] key = open().getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
    Files.createFile(
        keyPem, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        keyPem,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(key)));
  }

  private KeyStore open() throws Exception {
    return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
  }

  /** What a server of this certificate listens with. */
  SSLContext context() throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(open(), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
