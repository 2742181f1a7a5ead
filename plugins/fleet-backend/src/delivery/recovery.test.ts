import { joinIncidents } from './incidents';
import { findRecoveries } from './recovery';
import { deployment, incident, minute } from './testing';
import type { DeploymentFact, Failure, IncidentFact } from './types';

function recover(
  deployments: DeploymentFact[],
  failedBy: Failure[],
  incidents: IncidentFact[] = [],
) {
  const { recoveries, quality } = findRecoveries(deployments, {
    failedBy: new Map([[deployments[0].id, failedBy]]),
    incidents: joinIncidents(incidents, { now: minute(10_000) }).incidents,
  });
  const recovery = recoveries.get(deployments[0].id);
  return {
    minutes:
      typeof recovery?.seconds === 'number' ? recovery.seconds / 60 : null,
    startedAt: recovery?.startedAt,
    restoredAt: recovery?.restoredAt,
    restoredBy: recovery?.restoredBy,
    quality: quality.map(one => one.kind),
  };
}
const failed = deployment('v2', { minute: 0, finishedAt: minute(5) });
const rollback = deployment('v1', { minute: 20, class: 'rollback' });
const fix = deployment('v3', { minute: 30 });
const byIncident = (at: number): Failure => ({
  rule: 'incident',
  incident: `i${at}`,
  named: false,
});

describe('recovery', () => {
  it('goes from the failed deployment’s finish to the rollback deployed', () => {
    expect(
      recover([failed, rollback], [{ rule: 'rolled_back', by: 'd20' }]),
    ).toMatchObject({ minutes: 16, restoredBy: 'rollback' });
  });

  it('to the fix deployed', () => {
    expect(
      recover([failed, fix], [{ rule: 'fixed', by: 'd30', fix: 'revert' }]),
    ).toMatchObject({ minutes: 26, restoredBy: 'fix' });
  });

  it('to the incident resolved, from the start of its impact where that is later', () => {
    const opened = incident({ minute: 10, resolvedAt: minute(50) });
    expect(recover([failed], [byIncident(10)], [opened])).toMatchObject({
      startedAt: minute(10),
      minutes: 40,
      restoredBy: 'incident_resolved',
    });
    const impact = { ...opened, impactStartedAt: minute(2) };
    expect(recover([failed], [byIncident(10)], [impact])).toMatchObject({
      startedAt: minute(5),
      minutes: 45,
    });
  });

  it('to whichever ends first', () => {
    const opened = incident({ minute: 10, resolvedAt: minute(50) });
    expect(
      recover(
        [failed, rollback],
        [{ rule: 'rolled_back', by: 'd20' }, byIncident(10)],
        [opened],
      ),
    ).toMatchObject({ minutes: 11, restoredBy: 'rollback' });
  });

  it('ends with the last of several incidents, and not while one is open', () => {
    const one = incident({ minute: 10, resolvedAt: minute(50) });
    const other = incident({ minute: 11, resolvedAt: minute(70) });
    const both = [byIncident(10), byIncident(11)];
    expect(recover([failed], both, [one, other])).toMatchObject({
      minutes: 60,
    });
    expect(
      recover([failed], both, [one, { ...other, resolvedAt: null }]),
    ).toMatchObject({ minutes: null, restoredAt: null });
  });

  it('of a rollout that failed is the next deployment that succeeds there', () => {
    expect(
      recover(
        [
          failed,
          deployment('v3', { minute: 10, outcome: 'failed' }),
          deployment('v3', { minute: 15, environment: 'staging' }),
          deployment('v2', { minute: 18, class: 'restart' }),
          fix,
        ],
        [{ rule: 'rollout' }],
      ),
    ).toMatchObject({ minutes: 26, restoredBy: 'deployment' });
  });

  it('whose rollback failed goes on to the next deployment that succeeds', () => {
    expect(
      recover(
        [failed, { ...rollback, outcome: 'failed' }, fix],
        [{ rule: 'rolled_back', by: 'd20' }],
      ),
    ).toMatchObject({ minutes: 26, restoredBy: 'deployment' });
  });

  it('is open since then while nothing ended it', () => {
    expect(recover([failed], [{ rule: 'rollout' }])).toEqual({
      startedAt: minute(5),
      minutes: null,
      restoredAt: null,
      restoredBy: null,
      quality: [],
    });
  });

  it('that would be negative is missing and listed', () => {
    const before = incident({ minute: -30, resolvedAt: minute(2) });
    expect(recover([failed], [byIncident(-30)], [before])).toMatchObject({
      minutes: null,
      restoredAt: minute(2),
      quality: ['negative_recovery'],
    });
  });
});
