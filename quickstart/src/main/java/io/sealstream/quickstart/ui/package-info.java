/**
 * The page of {@code bin/quickstart --ui}: one thread reads the pipeline, and a server of the
 * loopback interface shows what it read and takes a few orders.
 *
 * <p>It knows the pipeline by {@link io.sealstream.quickstart.ui.LivePipeline} only.
 */
@NullMarked
package io.sealstream.quickstart.ui;

import org.jspecify.annotations.NullMarked;
