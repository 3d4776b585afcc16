package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A keyset that was checked, and what can be made of it. Immutable and thread-safe.
 *
 * <p>It prints as its class only: no method but those of {@link Keysets} and {@link KeysetFiles}
 * gives a key away.
 */
public final class Keyset {
  private final KeysetHandle handle;
  private final Kind kind;

  /**
   * @param handle checked by {@link KeysetCheck}
   * @param kind what the check found
   */
  Keyset(KeysetHandle handle, Kind kind) {
    this.handle = handle;
    this.kind = kind;
  }

  /** What the keys of a keyset are for. All of a keyset are of one kind. */
  public enum Kind {
    /** AES-SIV: one key encrypts all domains. */
    AES_SIV,
    /** A PRF from which each domain gets an AES-SIV key of its own. */
    DERIVING,
    /** HMAC: pseudonyms that nobody can decrypt. */
    HMAC
  }

  /** What its keys are for. */
  public Kind kind() {
    return kind;
  }

  /** The id of the key that encrypts, 0 to 2^32 - 1. It is no secret: every ciphertext has it. */
  public long primaryKeyId() {
    return Integer.toUnsignedLong(handle.getPrimary().getId());
  }

  /** How many characters a masked text has at least: those of the empty text. */
  public int leastMaskedLength() {
    return kind == Kind.HMAC
        ? Pseudonymizer.LENGTH
        : DeterministicCipher.leastLength(info(handle.getPrimary()).prefix());
  }

  /** What may be told of its keys, in the keyset's order; one or more. */
  public List<KeyInfo> keys() {
    List<KeyInfo> keys = new ArrayList<>();
    for (int i = 0; i < handle.size(); i++) {
      keys.add(info(handle.getAt(i)));
    }
    return List.copyOf(keys);
  }

  /**
   * Each enabled key as a keyset of its own, whose primary key it is; this one's primary first, the
   * others in the keyset's order.
   */
  public List<Keyset> eachEnabledKey() {
    List<Keyset> keysets = new ArrayList<>();
    for (int i = 0; i < handle.size(); i++) {
      KeysetHandle.Entry entry = handle.getAt(i);
      if (entry.getStatus() == KeyStatus.ENABLED) {
        Keyset single = new Keyset(KeysetEditor.only(entry), kind);
        keysets.add(entry.isPrimary() ? 0 : keysets.size(), single);
      }
    }
    return List.copyOf(keysets);
  }

  /**
   * The cipher of one domain. For {@link Kind#DERIVING} the key is the domain's own, and the domain
   * is its associated data as well.
   *
   * @param domain not empty; equal values match inside one domain and nowhere else
   * @throws KeysetException when Tink cannot use the keyset on this JVM
   * @throws IllegalArgumentException when the domain is empty, has a control character or is not
   *     well-formed Unicode
   * @throws IllegalStateException when the keyset is of {@link Kind#HMAC}
   */
  public DeterministicCipher cipher(String domain) throws KeysetException {
    return new DeterministicCipher(encrypting(domain), Domain.utf8(domain));
  }

  /**
   * The cipher for what describes the fields of a domain: the parameters of their schemas.
   *
   * @throws KeysetException as {@link #cipher}
   * @throws IllegalArgumentException as {@link #cipher}
   * @throws IllegalStateException as {@link #cipher}
   */
  public ParameterCipher parameterCipher(String domain) throws KeysetException {
    return new ParameterCipher(DeterministicCipher.aead(encrypting(domain)), Domain.utf8(domain));
  }

  /**
   * What makes the pseudonyms of one domain.
   *
   * @param domain not empty; equal values match inside one domain and nowhere else
   * @throws KeysetException when Tink cannot use the keyset on this JVM
   * @throws IllegalArgumentException as {@link #cipher}
   * @throws IllegalStateException when the keyset is not of {@link Kind#HMAC}
   */
  public Pseudonymizer pseudonymizer(String domain) throws KeysetException {
    if (kind != Kind.HMAC) {
      throw new IllegalStateException("a keyset of kind " + kind + " makes no pseudonyms");
    }
    return new Pseudonymizer(handle, Domain.utf8(domain));
  }

  /**
   * The keyset of one domain alone: its {@link #cipher} is this one's for that domain, and it says
   * nothing about any other domain. It is of {@link Kind#AES_SIV} and has the ids and the primary
   * key of this one's enabled keys; the others are not in it, so that nobody who gets it can enable
   * them. How its keys are made is told at {@link KeyDerivation}.
   *
   * @throws KeysetException when Tink cannot use the keyset on this JVM
   * @throws IllegalArgumentException as {@link #cipher}
   * @throws IllegalStateException when the keyset is not of {@link Kind#DERIVING}
   */
  public Keyset derive(String domain) throws KeysetException {
    if (kind != Kind.DERIVING) {
      throw new IllegalStateException("a keyset of kind " + kind + " has no keys of domains");
    }
    return new Keyset(KeyDerivation.derive(handle, Domain.utf8(domain)), Kind.AES_SIV);
  }

  /**
   * This keyset with a new primary key, random and like the one that was: what is encrypted from
   * then on is other than before, and what was encrypted before still decrypts.
   */
  public Keyset rotated() {
    return with(editor().withFreshKey(true));
  }

  /**
   * This keyset with a random key more, like the primary one and not yet used: the first step of a
   * rotation, after which everybody who decrypts gets the keyset before {@link #promoted}.
   */
  public Keyset withStandbyKey() {
    return with(editor().withFreshKey(false));
  }

  /**
   * This keyset with another primary key.
   *
   * @throws KeysetException when it has no such key, or that one is not enabled
   */
  public Keyset promoted(long keyId) throws KeysetException {
    return with(editor().promoted(keyId));
  }

  /**
   * This keyset with a key enabled, which may be so already.
   *
   * @throws KeysetException when it has no such key, or that one is destroyed
   */
  public Keyset enabled(long keyId) throws KeysetException {
    return with(editor().enabled(keyId));
  }

  /**
   * This keyset with a key disabled, which may be so already: what it encrypted does not decrypt
   * until it is enabled again.
   *
   * @throws KeysetException when it has no such key, or that one is the primary key or destroyed
   */
  public Keyset disabled(long keyId) throws KeysetException {
    return with(editor().disabled(keyId));
  }

  KeysetHandle handle() {
    return handle;
  }

  private KeysetEditor editor() {
    return new KeysetEditor(handle);
  }

  private Keyset with(KeysetHandle changed) {
    return new Keyset(changed, kind);
  }

  private KeysetHandle encrypting(String domain) throws KeysetException {
    return switch (kind) {
      case AES_SIV -> handle;
      case DERIVING -> derive(domain).handle;
      case HMAC -> throw new IllegalStateException("a keyset of kind HMAC has no cipher");
    };
  }

  private static KeyInfo info(KeysetHandle.Entry entry) {
    KeyType type;
    try {
      type = KeyType.of(entry.getKey());
    } catch (KeysetException e) {
      throw new IllegalStateException("a keyset changed after it was checked");
    }
    return new KeyInfo(
        Integer.toUnsignedLong(entry.getId()),
        type.name(),
        entry.isPrimary(),
        status(entry.getStatus()),
        type.prefix());
  }

  private static KeyInfo.Status status(KeyStatus status) {
    if (status == KeyStatus.ENABLED) {
      return KeyInfo.Status.ENABLED;
    }
    return status == KeyStatus.DISABLED ? KeyInfo.Status.DISABLED : KeyInfo.Status.DESTROYED;
  }
}
