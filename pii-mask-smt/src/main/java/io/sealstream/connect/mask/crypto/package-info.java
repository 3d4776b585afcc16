/**
 * Keysets and the deterministic cipher, on Tink.
 *
 * <p>Nothing here knows Kafka, so that the command line runs without a Kafka jar.
 */
@NullMarked
package io.sealstream.connect.mask.crypto;

import org.jspecify.annotations.NullMarked;
