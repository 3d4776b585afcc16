package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import com.google.crypto.tink.keyderivation.PrfBasedKeyDerivationParameters;
import com.google.crypto.tink.prf.AesCmacPrfKey;
import com.google.crypto.tink.prf.AesCmacPrfParameters;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.sealstream.connect.mask.ErrorPaths;
import io.sealstream.connect.mask.Markers;
import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.ThrowSites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every error that keysets, their files, a KMS and ciphers can end in, with keys, a value and a
 * ciphertext that nobody may see; and that it is every one.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "a file that cannot be read, even by root")
class KeysetsTellNothingTest {
  private static final String TINK_WORKS = "Tink works on this JVM, as the static initializer saw";
  private static final Map<String, String> UNREACHABLE =
      Map.ofEntries(
          Map.entry("Keysets.<clinit>", "Tink is complete on the class path"),
          Map.entry("Keysets.generate", TINK_WORKS),
          Map.entry("Keysets.toJson", TINK_WORKS),
          Map.entry("Keysets.failure", TINK_WORKS),
          Map.entry("KeysetEditor.build", "the keyset was one, and gets no key that Tink refuses"),
          Map.entry("Keyset.info", "the keyset was checked when it was made"),
          Map.entry("KeyDerivation.derive", TINK_WORKS),
          Map.entry("DeterministicCipher.aead", TINK_WORKS),
          Map.entry("Pseudonymizer.prf", TINK_WORKS),
          Map.entry("KeysetFiles.checkPermissions", "the file disappears between two calls"),
          Map.entry("KeysetCheck.keys", "Tink has no keyset without a key"));

  private final ErrorPaths errors = new ErrorPaths();

  @TempDir private Path folder;

  @Test
  void noErrorTellsAKeyAValueOrACiphertext() throws Exception {
    AeadConfig.register();
    textsThatAreNoKeysets();
    keysThatDoNotDo();
    kms();
    changes();
    files();
    domains();
    ciphers();
    brokenPrimitives();
    objects();
    try (ThrowSites sites = new ThrowSites("io.sealstream.connect.mask.crypto")) {
      errors.run(Level.ALL);
      errors.toldNothingOf(Markers.secrets());
      sites.allRanBut(UNREACHABLE);
    }
  }

  private void textsThatAreNoKeysets() throws Exception {
    for (String json : List.of(Markers.aesSiv(), Markers.deriving(), Markers.hmac())) {
      int length = json.length();
      errors.add("cut off: " + length, () -> Keysets.parse(json.substring(0, length / 2)));
      parse("two keysets: " + length, json + json);
      parse("a damaged key: " + length, json.replaceFirst("(\"value\": ?\").", "$1!"));
      parse("a key of another length: " + length, json.replaceFirst("(\"value\": ?\")....", "$1"));
      parse("an unknown word: " + length, json.replace("SYMMETRIC", Markers.CLEAR));
      parse("no type: " + length, json.replace("type.googleapis.com/", Markers.CLEAR));
      parse("a text as id: " + length, json.replaceFirst("(\"keyId\": ?)", "$1\"" + Markers.CLEAR));
      parse("disabled: " + length, json.replace("ENABLED", "DISABLED"));
      String destroyed = json.replace("ENABLED", "DESTROYED");
      parse("destroyed: " + length, destroyed);
      parse("destroyed and damaged: " + length, destroyed.replaceFirst("(\"value\": ?\").", "$1!"));
      parse("destroyed, no type: " + length, destroyed.replace("typeUrl", Markers.CLEAR));
      parse("another primary key: " + length, json.replaceFirst("[0-9]{10}", "7"));
      parse("an array: " + length, "[" + json + "]");
      String key = json.substring(json.indexOf('[') + 1, json.lastIndexOf(']'));
      parse("a key twice: " + length, json.replace(key, key + "," + key));
    }
    parse("nothing", " ");
    parse("a text", Markers.CLEAR);
    parse("a key alone", Base64.getEncoder().encodeToString(Markers.KEY));
    parse("an object", "{\"" + HexFormat.of().formatHex(Markers.KEY) + "\":\"x\"}");
    parse("encrypted", "{\"encryptedKeyset\":\"" + Markers.ciphertext() + "\"}");
  }

  private void keysThatDoNotDo() throws Exception {
    byte[] key = Markers.KEY;
    handle("an AES-SIV key of 32 bytes", TestKeysets.raw(Arrays.copyOf(key, 32)));
    handle("an AEAD key", KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
    handle(
        "a key that derives by CMAC",
        TestKeysets.deriving(
            AesCmacPrfKey.create(
                AesCmacPrfParameters.create(32),
                SecretBytes.copyFrom(Arrays.copyOf(key, 32), InsecureSecretKeyAccess.get())),
            PredefinedDeterministicAeadParameters.AES256_SIV,
            7));
    handle(
        "a key that derives by SHA1",
        TestKeysets.deriving(key, HkdfPrfParameters.HashType.SHA1, 64, 7));
    handle(
        "a short key that derives",
        TestKeysets.deriving(Arrays.copyOf(key, 31), HkdfPrfParameters.HashType.SHA256, 64, 7));
    handle(
        "a key that derives short keys",
        TestKeysets.deriving(key, HkdfPrfParameters.HashType.SHA256, 48, 7));
    handle(
        "a key that derives AEAD keys",
        KeysetHandle.generateNew(
            PrfBasedKeyDerivationParameters.builder()
                .setPrfParameters(PredefinedPrfParameters.HKDF_SHA256)
                .setDerivedKeyParameters(PredefinedAeadParameters.AES256_GCM)
                .build()));
    handle("an HMAC key for SHA1", TestKeysets.hmac(key, HmacPrfParameters.HashType.SHA1, 7));
    handle(
        "a short HMAC key",
        TestKeysets.hmac(Arrays.copyOf(key, 31), HmacPrfParameters.HashType.SHA256, 7));
    Map<KeysetHandle, KeyStatus> kinds = new LinkedHashMap<>();
    kinds.put(TestKeysets.handle(Markers.aesSiv()), KeyStatus.ENABLED);
    kinds.put(TestKeysets.handle(Markers.hmac()), KeyStatus.ENABLED);
    handle("two kinds", TestKeysets.joined(kinds));
  }

  private void kms() throws Exception {
    Keyset keyset = Keysets.parse(Markers.aesSiv());
    String encrypted = Keysets.toJson(keyset, TestKms.KEY);
    for (String uri :
        List.of(
            TestKms.OTHER_KEY,
            TestKms.FORBIDDEN_KEY,
            TestKms.UNREACHABLE_KEY,
            TestKms.BAD_KEY,
            "gcp-kms://key",
            "other://user:" + Markers.PASSWORD + "@host/key",
            "other:" + Markers.PASSWORD,
            Markers.aesSiv())) {
      errors.add("decrypt with the KMS key " + uri, () -> Keysets.parse(encrypted, uri));
      errors.add(
          "a keyset in clear, and the KMS key " + uri, () -> Keysets.parse(Markers.aesSiv(), uri));
    }
    errors.add("encrypt", () -> Keysets.toJson(keyset, TestKms.FORBIDDEN_KEY));
    errors.add(
        "the KMS decrypts to no keyset",
        () -> Keysets.parse("{\"encryptedKeyset\":\"" + Markers.ciphertext() + "\"}", TestKms.KEY));
    errors.add("no keyset", () -> Keysets.parse("{\"encryptedKeyset\":7}", TestKms.KEY));
    errors.add(
        "no jars for AWS", () -> KmsKey.at("aws-kms://key", ClassLoader.getPlatformClassLoader()));
  }

  private void changes() throws Exception {
    Keyset keyset = Keysets.parse(Markers.aesSiv());
    errors.add("promote an unknown key", () -> keyset.promoted(7));
    errors.add("disable the primary key", () -> keyset.disabled(keyset.primaryKeyId()));
    for (KeyStatus status : List.of(KeyStatus.DISABLED, KeyStatus.DESTROYED)) {
      Keyset changed = with(keyset, status);
      errors.add("promote a key that is " + status, () -> changed.promoted(7));
      if (status == KeyStatus.DESTROYED) {
        errors.add("enable a destroyed key", () -> changed.enabled(7));
        errors.add("disable a destroyed key", () -> changed.disabled(7));
      }
    }
  }

  /** The keyset with a second key, 7, in a state. */
  private static Keyset with(Keyset keyset, KeyStatus status) throws Exception {
    Map<KeysetHandle, KeyStatus> keys = new LinkedHashMap<>();
    keys.put(keyset.handle(), KeyStatus.ENABLED);
    keys.put(TestKeysets.tink(Markers.KEY, 7), status);
    return new Keyset(TestKeysets.joined(keys), Keyset.Kind.AES_SIV);
  }

  private void files() throws Exception {
    Keyset keyset = Keysets.parse(Markers.aesSiv());
    Path there = file("there.json", Markers.aesSiv(), "rw-------");
    create("over another file", there, keyset);
    create("without a folder", folder.resolve("no/keyset.json"), keyset);
    create("with a name that is too long", folder.resolve("x".repeat(300)), keyset);
    read("none", folder.resolve("none"));
    read("a folder", folder);
    read("open", file("open.json", Markers.aesSiv(), "rw-r--r--"));
    read("cut off", file("cut.json", Markers.aesSiv().substring(0, 250), "rw-------"));
    Path latin1 = Files.write(folder.resolve("latin1"), new byte[] {'{', (byte) 0xe9});
    Files.setPosixFilePermissions(latin1, PosixFilePermissions.fromString("rw-------"));
    read("no UTF-8", latin1);
    // A regular file, this process's own, whose first page cannot be read
    read("cannot be read", Path.of("/proc/self/mem"));
    errors.add(
        "somebody else's file",
        () -> {
          new FileOwner("me", () -> Optional.of(new User("me"))).check(there, new User("another"));
        });
  }

  private void domains() throws Exception {
    Keyset keyset = Keysets.parse(Markers.aesSiv());
    Keyset deriving = Keysets.parse(Markers.deriving());
    Keyset hmac = Keysets.parse(Markers.hmac());
    for (String domain : List.of("", Markers.CLEAR + "\u0001", Markers.CLEAR + "\ud834")) {
      errors.add("a domain: " + domain, () -> keyset.cipher(domain));
      errors.add("a parameter domain: " + domain, () -> keyset.parameterCipher(domain));
      errors.add("a derived domain: " + domain, () -> deriving.derive(domain));
      errors.add("an HMAC domain: " + domain, () -> hmac.pseudonymizer(domain));
    }
    errors.add("a cipher of HMAC keys", () -> hmac.cipher("ip"));
    errors.add("pseudonyms of AES-SIV keys", () -> keyset.pseudonymizer("ip"));
    errors.add("domains of AES-SIV keys", () -> keyset.derive("ip"));
  }

  private void ciphers() throws Exception {
    Map<String, DeterministicCipher> ciphers = new LinkedHashMap<>();
    ciphers.put("AES-SIV", Markers.cipher());
    ciphers.put("deriving", Keysets.parse(Markers.deriving()).cipher("ip"));
    String other = Keysets.parse(Markers.aesSiv()).cipher("other").encrypt(Markers.CLEAR);
    String bytes = Base64.getEncoder().encodeToString(Markers.cipher().encrypt(new byte[] {-1}));
    ParameterCipher parameters = Keysets.parse(Markers.aesSiv()).parameterCipher("ip");
    errors.add("half a name", () -> parameters.encrypt(Markers.CLEAR + "\ud834", "x"));
    errors.add("another name's", () -> parameters.decrypt("q", parameters.encrypt("p", "x")));
    ciphers.forEach(
        (name, cipher) -> {
          errors.add(name + ", half a character", () -> cipher.mask(Markers.CLEAR + "\ud834"));
          errors.add(name + ", clear text", () -> cipher.decrypt(Markers.CLEAR));
          errors.add(name + ", another domain's", () -> cipher.decrypt(other));
          errors.add(name + ", no text", () -> cipher.decrypt(bytes));
          errors.add(name + ", cut off", () -> cipher.decrypt(Markers.ciphertext().substring(1)));
          errors.add(name + ", altered", () -> cipher.decrypt(Markers.ciphertext().substring(4)));
          errors.add(
              name + ", an altered end",
              () -> cipher.decrypt(Markers.cipher().encrypt("7").replaceFirst(".==$", "/==")));
        });
    errors.add(
        "a pseudonym of half a character",
        () -> Keysets.parse(Markers.hmac()).pseudonymizer("ip").mask(Markers.CLEAR + "\ud834"));
  }

  private void brokenPrimitives() {
    for (BrokenAead broken : BrokenAead.values()) {
      errors.add(broken + ", self-test", () -> broken.cipher().selfTest());
    }
    errors.add("a failing cipher", () -> BrokenAead.CANNOT_ENCRYPT.cipher().mask(Markers.CLEAR));
    errors.add(
        "a failing way back",
        () -> BrokenAead.CANNOT_DECRYPT.cipher().decrypt(Markers.ciphertext()));
    Pseudonymizer failing =
        new Pseudonymizer(
            (input, length) -> {
              throw new GeneralSecurityException(Arrays.toString(input));
            },
            new byte[] {'x'});
    errors.add("a failing HMAC", () -> failing.mask(Markers.CLEAR));
    errors.add(
        "a failing HMAC, self-test",
        () -> {
          failing.selfTest();
        });
  }

  private void objects() throws Exception {
    for (String json : List.of(Markers.aesSiv(), Markers.deriving())) {
      Keyset keyset = Keysets.parse(json);
      errors.addObject(keyset.kind() + " keyset", () -> keyset);
      errors.addObject(keyset.kind() + " keys", keyset::keys);
      errors.addObject(keyset.kind() + " each key", keyset::eachEnabledKey);
      errors.addObject(keyset.kind() + " cipher", () -> keyset.cipher("ip"));
      errors.addObject(keyset.kind() + " parameters", () -> keyset.parameterCipher("ip"));
    }
    Keyset hmac = Keysets.parse(Markers.hmac());
    errors.addObject("HMAC keyset", () -> hmac);
    errors.addObject("HMAC keys", hmac::keys);
    errors.addObject("pseudonymizer", () -> hmac.pseudonymizer("ip"));
    errors.addObject("derived keyset", () -> Keysets.parse(Markers.deriving()).derive("ip"));
  }

  private void parse(String name, String json) {
    errors.add("parse: " + name, () -> Keysets.parse(json));
  }

  private void handle(String name, KeysetHandle keyset) throws Exception {
    parse(name, TestKeysets.json(keyset));
  }

  private void read(String name, Path file) {
    errors.add("read: " + name, () -> KeysetFiles.read(file));
  }

  private void create(String name, Path file, Keyset keyset) {
    errors.add("create: " + name, () -> KeysetFiles.create(file, keyset));
  }

  private Path file(String name, String text, String permissions) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private record User(String name) implements UserPrincipal {
    @Override
    public String getName() {
      return name;
    }
  }
}
