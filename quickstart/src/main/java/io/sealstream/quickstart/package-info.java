/**
 * The whole pipeline in one process: embedded servers, the packaged plugins and the configurations
 * that users post, run once from queue to table.
 */
@NullMarked
package io.sealstream.quickstart;

import org.jspecify.annotations.NullMarked;
