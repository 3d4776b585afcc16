package io.sealstream.connect.mask;

/**
 * A field to mask or to unmask, as configured.
 *
 * @param path where it is
 * @param domain equal values match inside one domain only; not empty
 */
record ConfiguredField(FieldPath path, String domain) {}
