package io.sealstream.connect.sqs;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Finds and creates a credentials provider by the name of its class. */
final class CustomCredentials {

  private static final String INTERFACE = AwsCredentialsProvider.class.getName();
  private static final String FACTORY = "create";

  private CustomCredentials() {}

  /**
   * Finds a class that {@link #create} can use, in this connector's own class loader: that is the
   * plugin's, which knows what lies in its folder. Does not initialize the class.
   *
   * @throws IllegalArgumentException saying what is wrong with the class
   */
  static Class<? extends AwsCredentialsProvider> find(String name) {
    try {
      Class<?> found = Class.forName(name, false, CustomCredentials.class.getClassLoader());
      if (!AwsCredentialsProvider.class.isAssignableFrom(found)) {
        throw new IllegalArgumentException("this class does not implement " + INTERFACE);
      }
      Class<? extends AwsCredentialsProvider> type = found.asSubclass(AwsCredentialsProvider.class);
      if (!hasConstructor(type) && !hasFactory(type)) {
        throw new IllegalArgumentException(
            "expected a public class with a public constructor without arguments or a public static"
                + " method create() that returns the provider");
      }
      return type;
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "no such class; put its jar into this connector's folder of the plugin.path", e);
    } catch (LinkageError e) { // it needs a class that is not there, or is for a newer Java
      throw new IllegalArgumentException("this class cannot be loaded: " + e, e);
    }
  }

  /**
   * Creates a provider of the class {@code name}; one that is {@link Configurable} gets {@code
   * properties}.
   *
   * @throws ConnectException when that fails, naming the class
   */
  static AwsCredentialsProvider create(String name, Map<String, ?> properties) {
    try {
      AwsCredentialsProvider provider = instance(find(name));
      if (provider instanceof Configurable configurable) {
        configurable.configure(properties);
      }
      return provider;
    } catch (ConfigException e) { // made to be shown, unlike any other text of a foreign class
      String text = String.valueOf(e.getMessage());
      throw failed(name, quotes(text, properties) ? e.getClass().getName() : text);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw failed(name, (cause == null ? e : cause).getClass().getName());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw failed(name, e.getClass().getName());
    }
  }

  /** Whether {@code text} holds a value of the configuration, which may be a secret. */
  private static boolean quotes(String text, Map<String, ?> properties) {
    return properties.values().stream()
        .map(value -> String.valueOf(value).strip())
        .anyMatch(value -> !value.isEmpty() && text.contains(value));
  }

  private static AwsCredentialsProvider instance(Class<? extends AwsCredentialsProvider> type)
      throws ReflectiveOperationException {
    if (hasConstructor(type)) {
      return type.getConstructor().newInstance();
    }
    Object made = type.getMethod(FACTORY).invoke(null);
    if (made == null) {
      throw new InstantiationException();
    }
    return (AwsCredentialsProvider) made;
  }

  private static boolean hasConstructor(Class<?> type) {
    return isPublic(type)
        && !Modifier.isAbstract(type.getModifiers())
        && Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
  }

  private static boolean hasFactory(Class<?> type) {
    return isPublic(type)
        && Arrays.stream(type.getMethods())
            .anyMatch(
                method ->
                    method.getName().equals(FACTORY)
                        && method.getParameterCount() == 0
                        && Modifier.isStatic(method.getModifiers())
                        && AwsCredentialsProvider.class.isAssignableFrom(method.getReturnType()));
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers());
  }

  private static ConnectException failed(String name, String why) {
    return new ConnectException("The credentials provider " + name + " cannot be created: " + why);
  }
}
