/** A service whose repository has been deployed 10,000 times, on a stand-in of GitHub that allows no more than so many requests in a span of time. */
import { DEFAULT_NAMESPACE, type Entity } from '@backstage/catalog-model';
import {
  emptyRepository,
  GithubStandIn,
  // eslint-disable-next-line no-restricted-imports -- what stands in for GitHub in tests does so here
} from '../../plugins/fleet-backend-module-github/src/__testUtils__/standIn';

const SLUG = 'acme/cart';
const MINUTE = 60_000;
/** What its requests are counted by; GitHub allows as many in an hour. */
const LIMIT = 5_000;
const SPAN_MS = MINUTE;

/** The catalog. */
export const importedEntities: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'cart',
      namespace: DEFAULT_NAMESPACE,
      annotations: { 'github.com/project-slug': SLUG },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team' },
  },
];

/** The stand-in while it runs. */
export interface LimitedGithub {
  url: string;
  /** What was asked, each time, without what was answered with 304. */
  asked: readonly string[];
  limit: number;
  /** Spans of time in which something was asked. */
  spans(): number;
  stop(): Promise<void>;
}

/** Starts it with so many deployments, the last an hour ago and one every 40 minutes. */
export async function startLimitedGithub(
  deployments: number,
): Promise<LimitedGithub> {
  const github = new GithubStandIn();
  const repository = emptyRepository(SLUG);
  github.repositories.set(SLUG, repository);
  const last = Date.now() - 60 * MINUTE;
  for (let id = 1; id <= deployments; id++) {
    const at = last - (deployments - id) * 40 * MINUTE;
    const [began, ended] = [0, 5].map(minutes =>
      new Date(at + minutes * MINUTE).toISOString(),
    );
    repository.deployments.push({
      ...{ id, sha: id.toString(16).padStart(40, '0'), ref: 'main' },
      ...{ environment: 'production', production_environment: true },
      ...{ created_at: began, updated_at: ended },
    });
    repository.statuses.set(id, [
      { id, state: 'success', created_at: ended, updated_at: ended },
    ]);
  }
  let [spans, counted] = [0, 0];
  const refill = () => {
    if (github.asked.length > counted) spans += 1;
    counted = github.asked.length;
    github.left = LIMIT;
    github.reset = Math.ceil((Date.now() + SPAN_MS) / 1_000);
  };
  refill();
  const timer = setInterval(refill, SPAN_MS);
  const url = await github.start();
  return {
    url,
    asked: github.asked,
    limit: LIMIT,
    spans: () => spans + (github.asked.length > counted ? 1 : 0),
    stop: async () => {
      clearInterval(timer);
      await github.stop();
    },
  };
}
