import { TestApiProvider } from '@backstage/frontend-test-utils';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { aService } from '../../dev/builders';
import { FixtureApi, refusal } from '../../dev/fixtureApi';
import { fleetApiRef } from '../api';
import { FleetRoot } from './FleetRoot';
import { useService, useServices } from './useFleetQuery';

function wrapperOf(api: FixtureApi) {
  return ({ children }: { children: ReactNode }) => (
    <TestApiProvider apis={[[fleetApiRef, api]]}>
      <FleetRoot>{children}</FleetRoot>
    </TestApiProvider>
  );
}

it('keeps saying what failed while it is tried again, until it works', async () => {
  const api = new FixtureApi({ services: [aService()] });
  const works = api.listServices;
  let calls = 0;
  api.listServices = async () => {
    calls += 1;
    throw await refusal(403, 'No.');
  };
  const seen: boolean[] = [];
  const { result } = renderHook(
    () => {
      const answer = useServices({});
      seen.push(answer.error !== undefined);
      return answer;
    },
    { wrapper: wrapperOf(api) },
  );
  await waitFor(() => expect(calls).toBeGreaterThan(2), { timeout: 12_000 });
  // Once there was an error there is one in every state that follows.
  expect(seen.slice(seen.indexOf(true))).not.toContain(false);
  api.listServices = works;
  result.current.again();
  await waitFor(() => expect(result.current.data?.total).toBe(1));
  expect(result.current.error).toBeUndefined();
});

it('asks a second time what could not be reached, but not what was refused', async () => {
  const api = new FixtureApi({});
  let calls = 0;
  api.listServices = async () => {
    calls += 1;
    throw new TypeError('Failed to fetch');
  };
  renderHook(() => useServices({}), { wrapper: wrapperOf(api) });
  await waitFor(() => expect(calls).toBe(2), { timeout: 2_500 });
});

it('shows the answer before while the next page is fetched, but never that of another service', async () => {
  const api = new FixtureApi({
    services: [aService({ title: 'a' }), aService({ title: 'b' })],
  });
  const { result, rerender } = renderHook(
    ({ name, window }: { name: string; window: 7 | 30 }) =>
      useService(`component:default/${name}`, { window }),
    { wrapper: wrapperOf(api), initialProps: { name: 'a', window: 30 } },
  );
  await waitFor(() => expect(result.current.data?.title).toBe('a'));
  rerender({ name: 'a', window: 7 });
  expect(result.current).toMatchObject({
    isPrevious: true,
    data: { title: 'a' },
  });
  await waitFor(() => expect(result.current.isPrevious).toBe(false));
  rerender({ name: 'b', window: 7 });
  expect(result.current.data).toBeUndefined();
  await waitFor(() => expect(result.current.data?.title).toBe('b'));
});
