package io.sealstream.it;

import java.nio.file.Path;
import java.util.Map;

/** What a worker in a process of its own finds around it. */
interface WorkerHome {

  /** Where its properties file goes. */
  Path folder();

  /** The unpacked plugins. */
  Path pluginPath();

  /** What {@code ${env:NAME}} means in its properties and in the posted configurations. */
  Map<String, String> environment();
}
