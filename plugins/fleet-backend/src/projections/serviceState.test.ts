import { rowOfState } from './serviceState';
import type { StateTarget } from './serviceReads';
import type { DeploymentRow } from './tables';

const HOUR = 3_600_000;

function target(version: string, rest: Partial<StateTarget> = {}): StateTarget {
  return {
    service: 'component:default/cart',
    environment: 'production',
    production: true,
    readiness: 'ready',
    gone_at: null,
    observed_since: 0,
    since: 5 * HOUR,
    version,
    ...rest,
  };
}

function deployment(
  version: string,
  rest: Partial<DeploymentRow> = {},
): DeploymentRow {
  return {
    id: version,
    service: 'component:default/cart',
    environment: 'production',
    production: true,
    version,
    outcome: 'succeeded',
    started_at: HOUR,
    finished_at: 2 * HOUR,
    revision: 1,
    ...rest,
  } as DeploymentRow;
}

function liveOf(given: {
  targets: StateTarget[];
  newest?: DeploymentRow;
  succeeded?: DeploymentRow;
}): unknown {
  const { targets, newest, succeeded } = given;
  const { live } = rowOfState({
    service: 'component:default/cart',
    targets,
    newest: newest ? [newest] : [],
    succeeded: succeeded ? [succeeded] : [],
  });
  return JSON.parse(live);
}

const at = (hours: number) => new Date(hours * HOUR).toISOString();

describe('what is live', () => {
  it('is what the targets run, since its deployment succeeded', () => {
    const newest = deployment('v1');
    expect(
      liveOf({ targets: [target('v1')], newest, succeeded: newest }),
    ).toEqual([
      {
        environment: 'production',
        version: 'v1',
        since: at(2),
        outcome: 'succeeded',
      },
    ]);
  });

  it('is what the targets run although its rollout failed, which is told with it', () => {
    const newest = deployment('v2', {
      outcome: 'failed',
      started_at: 3 * HOUR,
      finished_at: 4 * HOUR,
    });
    expect(
      liveOf({
        targets: [target('v2')],
        newest,
        succeeded: deployment('v1'),
      }),
    ).toEqual([
      {
        environment: 'production',
        version: 'v2',
        since: at(3),
        outcome: 'failed',
      },
    ]);
  });

  it('is the old version where a newer one failed and never served', () => {
    const newest = deployment('v2', { outcome: 'failed' });
    expect(
      liveOf({
        targets: [target('v1')],
        newest,
        succeeded: deployment('v1'),
      }),
    ).toMatchObject([{ version: 'v1', outcome: 'succeeded' }]);
  });

  it('is two versions while one takes the place of the other, production first', () => {
    const newest = deployment('v2', {
      outcome: 'in_progress',
      finished_at: null,
    });
    expect(
      liveOf({
        targets: [
          target('v9', { environment: null, production: false }),
          target('v2'),
          target('v1'),
          target('v1'),
          target('v0', { gone_at: HOUR }),
        ],
        newest,
        succeeded: deployment('v1'),
      }),
    ).toEqual([
      {
        environment: 'production',
        version: 'v1',
        since: at(2),
        outcome: 'succeeded',
      },
      {
        environment: 'production',
        version: 'v2',
        since: at(1),
        outcome: 'in_progress',
      },
      // No deployment of it is known: only since when it has been like this.
      { environment: null, version: 'v9', since: at(5) },
    ]);
  });
});
