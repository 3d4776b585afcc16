package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Unmasking.Undecryptable;
import io.sealstream.connect.mask.crypto.Keyset;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Options whose values are those of an enum, written in lower case and with hyphens. */
final class Choices {
  private Choices() {}

  /** A constant as it is written on the command line. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E parse(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(text)) {
        return constant;
      }
    }
    throw new NoChoice(
        "takes "
            + Arrays.stream(type.getEnumConstants())
                .map(Choices::name)
                .collect(Collectors.joining(" or ")));
  }

  static final class OfKind implements ITypeConverter<Keyset.Kind> {
    @Override
    public Keyset.Kind convert(String text) {
      return parse(Keyset.Kind.class, text);
    }
  }

  static final class OfUndecryptable implements ITypeConverter<Undecryptable> {
    @Override
    public Undecryptable convert(String text) {
      return parse(Undecryptable.class, text);
    }
  }

  /** A value is none of the choices; the message lists them and not the value. */
  static final class NoChoice extends TypeConversionException {
    private static final long serialVersionUID = 1L;

    NoChoice(String message) {
      super(message);
    }
  }
}
