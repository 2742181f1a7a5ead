package com.aphyr.riemann.client;

public interface IPromise<T> {
  void deliver(Object value);
}
