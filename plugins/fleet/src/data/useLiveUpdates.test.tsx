import { signalApiRef } from '@backstage/plugin-signals-react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { CHANGES_CHANNEL } from '@landfall/backstage-plugin-fleet-common';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { POLL_MS, useLiveUpdates } from './useLiveUpdates';

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
  const signal = () =>
    act(() => listeners.get(CHANGES_CHANNEL)?.({ type: 'changed' } as never));
  return { ...rendered, refresher, signal, listeners };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('asks every few seconds where there are no signals', () => {
  const { refresher } = setUp(false);
  act(() => jest.advanceTimersByTime(POLL_MS.without * 3));
  expect(refresher.changed).toHaveBeenCalledTimes(3);
});

it('asks at once when a signal comes, and then only seldom by itself', () => {
  const { refresher, signal } = setUp(true);
  signal();
  expect(refresher.changed).toHaveBeenCalledTimes(1);
  act(() => jest.advanceTimersByTime(POLL_MS.silent));
  expect(refresher.changed).toHaveBeenCalledTimes(2);
  act(() => jest.advanceTimersByTime(POLL_MS.heard - 1));
  expect(refresher.changed).toHaveBeenCalledTimes(2);
  act(() => jest.advanceTimersByTime(1));
  expect(refresher.changed).toHaveBeenCalledTimes(3);
});

it('does not trust signals that never come', () => {
  const { refresher } = setUp(true);
  act(() => jest.advanceTimersByTime(POLL_MS.silent * 2));
  expect(refresher.changed).toHaveBeenCalledTimes(2);
});

it('stops when nobody looks any more', () => {
  const { refresher, unmount, listeners } = setUp(true);
  unmount();
  act(() => jest.advanceTimersByTime(POLL_MS.heard * 3));
  expect(refresher.changed).not.toHaveBeenCalled();
  expect(listeners.size).toBe(0);
});
