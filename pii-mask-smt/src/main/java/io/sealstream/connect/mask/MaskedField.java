package io.sealstream.connect.mask;

/**
 * A field to mask, as configured.
 *
 * @param path where it is
 * @param domain equal values match inside one domain only; not empty
 */
record MaskedField(FieldPath path, String domain) {}
