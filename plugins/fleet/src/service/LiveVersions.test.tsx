import { screen } from '@testing-library/react';
import { FixtureApi } from '../../dev/fixtureApi';
import { renderFleet } from '../../dev/testing';
import { LiveVersions } from './LiveVersions';

it('says of each version that runs where, and how its rollout ended unless it went well', () => {
  const since = '2026-11-21T08:00:00Z';
  renderFleet(
    <LiveVersions
      live={[
        {
          environment: 'production',
          version: 'v141',
          since,
          outcome: 'succeeded',
        },
        {
          environment: 'production',
          version: 'v142',
          since,
          outcome: 'failed',
        },
        { environment: null, version: 'v9', since },
      ]}
    />,
    { api: new FixtureApi({}), path: '/' },
  );
  const [fine, failed, unknown] = screen
    .getAllByRole('term')
    .map(term => term.parentElement?.textContent);
  expect(fine).toMatch(/^productionv141/);
  expect(fine).not.toContain('rollout');
  expect(failed).toMatch(/^productionv142.*, its rollout failed$/);
  expect(unknown).not.toContain('rollout');
});
