package io.sealstream.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process of this machine holds, by Linux's /proc (proc(5)).
 *
 * @param residentMebibytes of memory, heap and native
 * @param threads Java's and native ones
 * @param files open file descriptors, those of sockets included
 * @param sockets of every kind
 */
record ProcessFigures(double residentMebibytes, long threads, long files, long sockets) {

  private static final Path PROC = Path.of("/proc");

  /** Whether this system has them. */
  static boolean areKnown() {
    return Files.isDirectory(PROC.resolve("self/fd"));
  }

  static ProcessFigures of(long pid) throws IOException {
    Path process = PROC.resolve(Long.toString(pid));
    List<Path> descriptors = list(process.resolve("fd"));
    return new ProcessFigures(
        residentKibibytes(process) / 1024.0,
        list(process.resolve("task")).size(),
        descriptors.size(),
        descriptors.stream().filter(ProcessFigures::isSocket).count());
  }

  private static long residentKibibytes(Path process) throws IOException {
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("No VmRSS in " + process);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
