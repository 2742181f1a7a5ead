import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { parseInstant } from '@landfall/backstage-plugin-fleet-common';
import {
  fleetSourcesExtensionPoint,
  SourceError,
  type PollScope,
} from '@landfall/backstage-plugin-fleet-node';

/** What the deploy log answers: finished deploys, oldest first. */
type Deploy = {
  id: number;
  app: string;
  image: string;
  start: string;
  end: string;
  ok: boolean;
};

const deployLog = (url: string): PollScope => ({
  scope: 'main',
  mode: 'poll',
  intervalSeconds: 60,
  timeoutSeconds: 30,
  async run({ cursor, fingerprint, report, signal }) {
    const after = typeof cursor === 'number' ? cursor : 0;
    const response = await fetch(`${url}/deploys?after=${after}`, { signal });
    if (!response.ok) {
      throw new SourceError(`The deploy log answered ${response.status}`, {
        fix: 'Check fleet.deployLog.url, and that the deploy log is up.',
      });
    }
    const deploys: Deploy[] = await response.json();
    await report(
      deploys.map(deploy => ({
        kind: 'rollout',
        key: `deploy/${deploy.id}`,
        version: 1,
        at: parseInstant(deploy.start),
        ended: true,
        endedAt: parseInstant(deploy.end),
        target: {
          platform: 'heritage',
          cluster: 'main',
          namespace: 'default',
          workloadKind: 'App',
          workload: deploy.app,
        },
        body: {
          images: [{ container: 'app', reference: deploy.image }],
          configuration: fingerprint(''),
          outcome: deploy.ok ? 'succeeded' : 'failed',
          overdueSince: null,
          crashLoopingSince: null,
          reason: '',
          revision: deploy.id,
          incarnation: deploy.app,
          facts: { deploy: String(deploy.id) },
        },
      })),
      { cursor: deploys.at(-1)?.id ?? after },
    );
    return { complete: true, problems: [] };
  },
});

/** Reads the deploys of a made-up platform: the example of `docs/add-a-source.md`. */
export default createBackendModule({
  pluginId: 'fleet',
  moduleId: 'deploy-log',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: fleetSourcesExtensionPoint,
      },
      async init({ config, sources }) {
        const url = config.getOptionalString('fleet.deployLog.url');
        sources.addSource({
          id: 'deploy-log',
          title: 'Deploy log',
          observes: ['rollout'],
          scopes: url ? [deployLog(url)] : [],
        });
      },
    });
  },
});
