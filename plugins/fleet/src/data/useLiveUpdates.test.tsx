import { signalApiRef } from '@backstage/plugin-signals-react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import {
  CHANGES_ALIVE_MS,
  CHANGES_CHANNEL,
  type ChangesSignal,
} from '@landfall/backstage-plugin-fleet-common';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { POLL_MS, SILENCE_MS, useLiveUpdates } from './useLiveUpdates';

function setUp(withSignals: boolean) {
  const listeners = new Map<string, (message: never) => void>();
  const signals = {
    subscribe: (channel: string, listener: (message: never) => void) => {
      listeners.set(channel, listener);
      return { unsubscribe: () => listeners.delete(channel) };
    },
  };
  const refresher = { changed: jest.fn(), shown: jest.fn() };
  const rendered = renderHook(() => useLiveUpdates(refresher), {
    wrapper: ({ children }: { children: ReactNode }) =>
      withSignals ? (
        <TestApiProvider apis={[[signalApiRef, signals]]}>
          {children}
        </TestApiProvider>
      ) : (
        <TestApiProvider apis={[]}>{children}</TestApiProvider>
      ),
  });
  const signal = (type: ChangesSignal['type'] = 'changed') =>
    act(() => listeners.get(CHANGES_CHANNEL)?.({ type } as never));
  return { ...rendered, refresher, signal, listeners };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('asks every few seconds where there are no signals', () => {
  const { refresher } = setUp(false);
  act(() => jest.advanceTimersByTime(POLL_MS.without * 3));
  expect(refresher.changed).toHaveBeenCalledTimes(3);
});

/** Lets time pass in which the backend says now and then that it is there. */
function passQuietly(ms: number, signal: (type: 'alive') => void) {
  for (let passed = 0; passed < ms; passed += CHANGES_ALIVE_MS) {
    act(() => jest.advanceTimersByTime(CHANGES_ALIVE_MS));
    signal('alive');
  }
}

it('asks at once when a signal comes, and then only seldom by itself', () => {
  const { refresher, signal } = setUp(true);
  signal();
  expect(refresher.changed).toHaveBeenCalledTimes(1);
  passQuietly(POLL_MS.heard - CHANGES_ALIVE_MS, signal);
  expect(refresher.changed).toHaveBeenCalledTimes(1);
  passQuietly(2 * CHANGES_ALIVE_MS, signal);
  expect(refresher.changed).toHaveBeenCalledTimes(2);
});

it('does not trust signals that never come', () => {
  const { refresher } = setUp(true);
  act(() => jest.advanceTimersByTime(POLL_MS.without * 3));
  expect(refresher.changed).toHaveBeenCalledTimes(3);
});

it('asks every few seconds once it hears nothing more, and at once when it hears again', () => {
  const { refresher, signal } = setUp(true);
  signal();
  act(() => jest.advanceTimersByTime(SILENCE_MS + POLL_MS.without));
  const asked = refresher.changed.mock.calls.length;
  expect(asked).toBeGreaterThan(1);
  act(() => jest.advanceTimersByTime(POLL_MS.without * 3));
  expect(refresher.changed).toHaveBeenCalledTimes(asked + 3);
  signal('alive');
  expect(refresher.changed).toHaveBeenCalledTimes(asked + 4);
  signal('alive');
  expect(refresher.changed).toHaveBeenCalledTimes(asked + 4);
});

it('stops when nobody looks any more', () => {
  const { refresher, unmount, listeners } = setUp(true);
  unmount();
  act(() => jest.advanceTimersByTime(POLL_MS.heard * 3));
  expect(refresher.changed).not.toHaveBeenCalled();
  expect(listeners.size).toBe(0);
});
