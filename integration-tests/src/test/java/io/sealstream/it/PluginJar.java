package io.sealstream.it;

import io.sealstream.quickstart.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Jars that a test adds to a worker's plugins, each with one service. */
final class PluginJar {

  private PluginJar() {}

  /** A plugin of the tests' own, a class and those nested in it, in a folder of its own. */
  static void install(Path pluginPath, Class<?> service, Class<?> plugin) throws IOException {
    Path folder = Files.createDirectory(pluginPath.resolve(plugin.getSimpleName()));
    Path jar = folder.resolve(plugin.getSimpleName() + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      Stream<Class<?>> nested = Stream.of(plugin.getDeclaredClasses());
      for (Class<?> type : Stream.concat(Stream.of(plugin), nested).toList()) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
          write(out, name, in.readAllBytes());
        }
      }
      write(out, "META-INF/services/" + service.getName(), utf8(plugin.getName()));
    }
  }

  /**
   * Compiles a class against the jars of a plugin, and puts it beside them: the tests' class path
   * has none of those.
   *
   * @param plugin where an unpacked plugin has its jars
   * @param service what the class is declared to be, for ServiceLoader
   * @param name the class, in no package
   * @param source its text
   * @return the jar, which is in the folder of the others
   */
  static Path compileInto(Path plugin, String service, String name, String source)
      throws IOException {
    String classPath;
    try (Stream<Path> files = Files.list(plugin)) {
      classPath =
          files
              .map(Path::toString)
              .filter(file -> file.endsWith(".jar"))
              .collect(Collectors.joining(":"));
    }
    Path jar = plugin.resolve(name + ".jar");
    try (Folders folder = Folders.createIn(Path.of(System.getProperty("java.io.tmpdir")))) {
      compile(classPath, folder.root(), name, source);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> compiled = Files.list(folder.root())) {
        for (Path file : compiled.toList()) {
          write(out, file.getFileName().toString(), Files.readAllBytes(file));
        }
        write(out, "META-INF/services/" + service, utf8(name));
      }
    }
    return jar;
  }

  private static void compile(String classPath, Path target, String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    List<String> options =
        List.of("-cp", classPath, "-d", target.toString(), "-proc:none", "--release", "17");
    JavaFileObject file = new Source(name, source);
    if (!compiler.getTask(output, null, null, options, null, List.of(file)).call()) {
      throw new IllegalStateException(output.toString());
    }
  }

  private static void write(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
