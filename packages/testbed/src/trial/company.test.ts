import type { Deployments } from '../kubernetes/deployments';
import type { Deployment } from '../kubernetes/objects';
import { chanceFrom } from './chance';
import { live } from './company';

it('tells of what changes no version that it is no deployment, so that nobody waits for one', async () => {
  const end = new AbortController();
  const told: string[] = [];
  const done = async () => {};
  const seen = async () => ({} as Deployment);
  const deployments: Partial<Deployments> = {
    applyDeployment: seen,
    waitForRollout: seen,
    restart: done,
    scale: done,
    undo: done,
  };
  const changesNoVersion = (sentence: string) =>
    /restarted|by hand/.test(sentence);
  await live({
    services: ['cart', 'home', 'search'].map(name => ({ name, team: 'shop' })),
    deployments: deployments as Deployments,
    chance: chanceFrom(5),
    signal: end.signal,
    pauseMs: 1,
    tell: sentence => {
      told.push(sentence);
      const kinds = new Set(
        told
          .filter(changesNoVersion)
          .map(one => (one.includes('restarted') ? 'restart' : 'scale')),
      );
      if (kinds.size === 2) end.abort();
    },
  });
  for (const sentence of told) {
    expect(sentence.endsWith('(no deployment).')).toBe(
      changesNoVersion(sentence),
    );
  }
});
