package com.aphyr.riemann.client;

public abstract class AbstractRiemannClient {
  public EventDSL event() {
    return new EventDSL();
  }
}
