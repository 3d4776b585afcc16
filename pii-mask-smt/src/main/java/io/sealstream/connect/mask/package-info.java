/** Single Message Transforms that encrypt personal data before a record reaches Kafka. */
@NullMarked
package io.sealstream.connect.mask;

import org.jspecify.annotations.NullMarked;
