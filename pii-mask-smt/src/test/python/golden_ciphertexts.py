"""Prints golden-ciphertexts.csv, from the standards and from none of the code under test.

A row that is there stays as it is: a change of it is a release that cannot join or recover what an
earlier one wrote. New kinds of keys are appended.

Needs the package cryptography, 37 or newer. Run it from the folder of this module:

    python3 src/test/python/golden_ciphertexts.py \\
        > src/test/resources/io/sealstream/connect/mask/golden-ciphertexts.csv
"""

import base64
import hashlib
import hmac
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DOMAINS = ["ip", "device_id", "Straße €"]
TEXTS = [
    "",
    "7",
    "true",
    "203.0.113.7",
    "2001:db8::1",
    "2026-11-23T19:18:41.123Z",
    "Zoë €",
    "𝄞 clef",
    "x" * 171,
    "é" * 85 + "x",
]
NAMES = ["allowed", "größe €"]
PARAMETER_TEXTS = ["", "7", "Zoë €"]

# The cipher is the same for every kind of key: a few texts show which key and which prefix it has.
FEW_TEXTS = ["", "203.0.113.7", "Zoë €"]
ONE_NAME = ["größe €"]


def count_up(first, length):
    return bytes(range(first, first + length))


SIV_KEY = count_up(0x00, 64)
SECRET = count_up(0x40, 64)
HMAC_KEY = count_up(0x80, 32)
HMAC_SHA512_KEY = count_up(0x80, 64)
SALT = count_up(0xC0, 16)


def prefix_of(first_byte, key_id):
    return bytes([first_byte]) + key_id.to_bytes(4, "big")


TINK = prefix_of(1, 1234567890)
CRUNCHY = prefix_of(0, 1234567890)
RAW = b""
DERIVING_TINK = prefix_of(1, 2345678901)


def same_key(domain):
    """AES-SIV keysets have one key for all domains."""
    return SIV_KEY


def derived_key(algorithm, salt=None):
    """Deriving keysets make a key of the domain. RFC 5869."""

    def key(domain):
        return HKDF(algorithm=algorithm, length=64, salt=salt, info=domain.encode()).derive(SECRET)

    return key


def seal(key, associated_data, text):
    """RFC 5297: the synthetic IV, then the encrypted text."""
    if text:
        return AESSIV(key).encrypt(text.encode(), [associated_data])
    return iv_of_nothing(key[:32], associated_data)


def iv_of_nothing(mac_key, associated_data):
    """S2V of the empty text, which AESSIV of some versions of cryptography refuses."""
    d = doubled(cmac(mac_key, bytes(16))) ^ number(cmac(mac_key, associated_data))
    padded = number(b"\x80" + bytes(15))
    return cmac(mac_key, block(doubled(block(d)) ^ padded))


def doubled(data):
    shifted = number(data) << 1
    return shifted ^ (1 << 128 | 0x87) if shifted >> 128 else shifted


def cmac(key, data):
    mac = CMAC(AES(key))
    mac.update(data)
    return mac.finalize()


def number(data):
    return int.from_bytes(data, "big")


def block(value):
    return value.to_bytes(16, "big")


def pseudonym(key, digest, domain, text):
    """The first 32 bytes of HMAC over the domain's length, the domain and the text."""
    name = domain.encode()
    return hmac.new(key, len(name).to_bytes(4, "big") + name + text.encode(), digest).digest()[:32]


def row(key_type, domain, name, text, masked):
    ciphertext = base64.b64encode(masked).decode()
    return ",".join([key_type, domain, name or '""', text or '""', ciphertext])


def ciphertexts(key_type, prefix, key, texts, names, parameter_texts):
    for domain in DOMAINS:
        for text in texts:
            masked = prefix + seal(key(domain), domain.encode(), text)
            yield row(key_type, domain, "", text, masked)
    for domain in DOMAINS:
        for name in names:
            for text in parameter_texts:
                associated_data = f"\0parameter\0{domain}\0{name}".encode()
                masked = prefix + seal(key(domain), associated_data, text)
                yield row(key_type + " parameter", domain, name, text, masked)


def pseudonyms(key_type, key, digest, texts):
    for domain in DOMAINS:
        for text in texts:
            yield row(key_type, domain, "", text, pseudonym(key, digest, domain, text))


def rows():
    sha256, sha512 = hashes.SHA256(), hashes.SHA512()
    all_of = TEXTS, NAMES, PARAMETER_TEXTS
    few_of = FEW_TEXTS, ONE_NAME, FEW_TEXTS
    yield "key type,domain,name,text,ciphertext"
    yield from ciphertexts("AES_SIV", TINK, same_key, *all_of)
    yield from ciphertexts("DERIVING", DERIVING_TINK, derived_key(sha256), *all_of)
    yield from pseudonyms("HMAC", HMAC_KEY, hashlib.sha256, TEXTS)
    yield from ciphertexts("AES_SIV RAW", RAW, same_key, *few_of)
    yield from ciphertexts("AES_SIV CRUNCHY", CRUNCHY, same_key, *few_of)
    yield from ciphertexts("DERIVING SHA512", DERIVING_TINK, derived_key(sha512), *few_of)
    yield from ciphertexts("DERIVING salted", DERIVING_TINK, derived_key(sha256, SALT), *few_of)
    yield from pseudonyms("HMAC SHA512", HMAC_SHA512_KEY, hashlib.sha512, FEW_TEXTS)


sys.stdout.reconfigure(encoding="utf-8", newline="\n")
for line in rows():
    print(line)
