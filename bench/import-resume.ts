/**
 * A first import of 10,000 deployments from a stand-in of GitHub that allows 5,000 requests a minute, as GitHub does in an hour, by a portal on PostgreSQL that is killed twice
 * meanwhile: how many requests are repeated. It must take no more spans of the limit than there are requests for, and those in which it was killed, and say on the page of sources
 * how far it is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sourceListSchema } from '@landfall/backstage-plugin-fleet-common';
import type { PortalBackend } from 'testbed';
import { startLimitedGithub, type LimitedGithub } from './support/imported';
import { withPortals } from './support/measured';
import type { Bench } from './types';

const DEPLOYMENTS = 10_000;
/** Killed after so many requests. */
const KILLS = [2_000, 7_000];
/** The module leaves these to others with the same credentials. */
const RESERVE = 100;
const LONGEST_MS = 15 * 60_000;
const LOOK_MS = 500;

interface Progress {
  /** What the page of sources says of the import, each once. */
  words: Set<string>;
  complete: boolean;
  observations: number;
}

async function readProgress(
  portal: PortalBackend,
  words: Set<string>,
): Promise<Progress> {
  const { body } = await portal.get('/api/fleet/sources');
  const { items } = sourceListSchema.parse(body);
  const scope = items.find(({ id }) => id === 'github')?.scopes[0];
  for (const { text } of scope?.problems ?? []) {
    const [told] = /imported [\d,]+ of at most [\d,]+/.exec(text) ?? [];
    if (told) words.add(told);
  }
  return {
    words,
    complete: scope?.complete ?? false,
    observations: scope?.observations ?? 0,
  };
}

async function follow(
  portal: PortalBackend,
  words: Set<string>,
  isEnough: (progress: Progress) => boolean,
): Promise<void> {
  for (const end = Date.now() + LONGEST_MS; Date.now() < end; ) {
    if (isEnough(await readProgress(portal, words))) return;
    await sleep(LOOK_MS);
  }
  throw new Error(
    `The import did not get on: ${[...words].at(-1) ?? 'nothing was told'}`,
  );
}

async function importAll(
  portal: PortalBackend,
  github: LimitedGithub,
): Promise<Set<string>> {
  const words = new Set<string>();
  for (const requests of KILLS) {
    await follow(portal, words, () => github.asked.length >= requests);
    await portal.kill();
    await portal.start();
  }
  await follow(
    portal,
    words,
    ({ complete, observations }) => complete && observations === DEPLOYMENTS,
  );
  return words;
}

export const bench: Bench = {
  name: 'import-resume',
  unit: '% of the requests repeated',
  limit: 1,
  better: 'lower',
  short: false,
  async run() {
    const github = await startLimitedGithub(DEPLOYMENTS);
    try {
      return await withPortals(
        {
          entry: 'importBackend.ts',
          config: {
            integrations: {
              github: [
                {
                  host: 'github.com',
                  apiBaseUrl: github.url,
                  token: 'made-up-token',
                },
              ],
            },
            fleet: { github: { intervalSeconds: 30 } },
          },
          companies: [async () => undefined],
        },
        async ([{ portal }]) => {
          const began = performance.now();
          const words = await importAll(portal, github);
          const tookSeconds = (performance.now() - began) / 1_000;
          const { asked, limit } = github;
          const needed = Math.ceil(asked.length / (limit - RESERVE));
          if (github.spans() > needed + KILLS.length) {
            throw new Error(
              `It took ${github.spans()} spans of the limit for requests that need ${needed}`,
            );
          }
          if (words.size < 5) {
            throw new Error('The page of sources did not say how far it is');
          }
          const repeated = asked.length - new Set(asked).size;
          return {
            value: (100 * repeated) / asked.length,
            detail: {
              requests: asked.length,
              repeated,
              kills: KILLS.length,
              spans: { taken: github.spans(), needed },
              tookSeconds: Math.round(tookSeconds),
              told: [...words].slice(0, 3),
            },
          };
        },
      );
    } finally {
      await github.stop();
    }
  },
};
