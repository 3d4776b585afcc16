package org.slf4j.impl;

import io.sealstream.connect.mask.RecordedLogs;
import org.slf4j.ILoggerFactory;
import org.slf4j.spi.LoggerFactoryBinder;

/** How slf4j 1.7 finds its binding: by this name. It drops what nobody records. */
public final class StaticLoggerBinder implements LoggerFactoryBinder {
  private static final StaticLoggerBinder SINGLETON = new StaticLoggerBinder();

  /** Called by slf4j. */
  public static StaticLoggerBinder getSingleton() {
    return SINGLETON;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return RecordedLogs::logger;
  }

  @Override
  public String getLoggerFactoryClassStr() {
    return RecordedLogs.class.getName();
  }
}
