package com.aphyr.riemann.client;

import java.net.InetSocketAddress;

/** A client that connects to nothing. */
public class RiemannClient extends AbstractRiemannClient {
  public static RiemannClient tcp(InetSocketAddress address) {
    return new RiemannClient();
  }

  public static RiemannClient tcp(String host, int port) {
    return new RiemannClient();
  }

  public static RiemannClient udp(InetSocketAddress address) {
    return new RiemannClient();
  }

  public static RiemannClient udp(String host, int port) {
    return new RiemannClient();
  }

  public void connect() {}
}
