package com.aphyr.riemann.client;

/** A promise that nobody waits for. */
public class Promise<T> implements IPromise<T> {
  @Override
  public void deliver(Object value) {}
}
