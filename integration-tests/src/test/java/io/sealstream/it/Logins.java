package io.sealstream.it;

import java.util.List;
import java.util.stream.IntStream;

/** Logins whose every value is unlike anything else that a worker could print. */
final class Logins {

  private Logins() {}

  static List<String> of(String test, int count) {
    return IntStream.range(0, count).mapToObj(i -> one(test, i)).toList();
  }

  static String one(String test, int i) {
    return of("user-" + test + "-" + i, ip(test, i), device(test, i));
  }

  static String of(String userId, String ip, String deviceId) {
    return ("{\"user_id\": \"%s\", \"app_version\": \"2.00\", \"device_type\": \"ios\","
            + " \"ip\": \"%s\", \"locale\": null, \"device_id\": \"%s\"}")
        .formatted(userId, ip, deviceId);
  }

  static String ip(String test, int i) {
    return "ip-of-" + test + "-" + i;
  }

  static String device(String test, int i) {
    return "device-of-" + test + "-" + i;
  }
}
