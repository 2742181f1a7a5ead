package com.aphyr.riemann;

/** In place of messages of a metrics server that nothing here reports to. */
public final class Proto {
  private Proto() {}

  /** Always well. */
  public static final class Msg {
    private Msg() {}

    public static Builder newBuilder() {
      return new Builder();
    }

    public static final class Builder {
      public Builder setOk(boolean ok) {
        return this;
      }

      public Msg build() {
        return new Msg();
      }
    }
  }
}
