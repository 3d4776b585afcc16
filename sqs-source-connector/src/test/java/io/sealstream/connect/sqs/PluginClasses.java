package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Loads the plugin and the AWS SDK itself, but for some packages, and the rest from above. */
final class PluginClasses extends ClassLoader {

  private final List<String> missing;

  PluginClasses(List<String> missing) {
    super(PluginClasses.class.getClassLoader());
    this.missing = missing;
  }

  <T> T create(String name, Class<T> type) throws ReflectiveOperationException {
    Class<?> loaded = loadClass("io.sealstream.connect.sqs." + name);
    assertThat(loaded.getClassLoader()).isSameAs(this);
    return type.cast(loaded.getDeclaredConstructor().newInstance());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (missing.stream().anyMatch(name::startsWith)) {
      throw new ClassNotFoundException(name);
    }
    boolean ours = name.startsWith("io.sealstream.") || name.startsWith("software.amazon.");
    if (!ours) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
