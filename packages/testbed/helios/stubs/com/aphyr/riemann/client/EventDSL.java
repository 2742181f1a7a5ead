package com.aphyr.riemann.client;

import java.util.List;

/** An event that goes nowhere, whatever is said about it. */
public class EventDSL {
  public EventDSL host(String value) {
    return this;
  }

  public EventDSL service(String value) {
    return this;
  }

  public EventDSL state(String value) {
    return this;
  }

  public EventDSL description(String value) {
    return this;
  }

  public EventDSL tags(String... value) {
    return this;
  }

  public EventDSL tags(List<String> value) {
    return this;
  }

  public EventDSL metric(int value) {
    return this;
  }

  public EventDSL metric(long value) {
    return this;
  }

  public EventDSL metric(float value) {
    return this;
  }

  public EventDSL metric(double value) {
    return this;
  }

  public EventDSL time(double value) {
    return this;
  }

  public EventDSL time(long value) {
    return this;
  }

  public EventDSL ttl(float value) {
    return this;
  }

  public IPromise<Boolean> send() {
    return new Promise<Boolean>();
  }
}
