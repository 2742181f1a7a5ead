import type {
  Clock,
  PollScope,
  Source,
  WebhookReceiver,
} from '@landfall/backstage-plugin-fleet-node';
import type { InstanceConfig, JenkinsConfig } from './config/types';
import type { Jobs } from './jobs/jobs';
import { InstanceLook } from './look/instanceLook';
import { HintSink } from './webhooks/hintSink';
import type { BuildHint } from './webhooks/message';
import { hintReceivers } from './webhooks/receivers';

/** A look stops by itself before. */
const LOOK_LIMIT_SECONDS = 600;

/** What the source needs. */
export interface JenkinsSourceOptions {
  config: JenkinsConfig;
  jobs: Jobs;
  /** The time of webhooks; looks are given theirs. */
  clock: Clock;
}

/** The source of all instances of Jenkins, a poll for each, and what receives their webhooks. */
export function createJenkinsSource(options: JenkinsSourceOptions): {
  source: Source;
  receivers: { receiver: WebhookReceiver<BuildHint>; sink: HintSink }[];
} {
  const { config } = options;
  const sink = new HintSink(options);
  return {
    source: {
      id: 'jenkins',
      title: 'Jenkins',
      observes: ['ci_deployment', 'pipeline_run', 'change'],
      problems: config.problems,
      scopes: config.instances.map(instance =>
        instanceScope(instance, options),
      ),
      connect: inbox => sink.connect(inbox),
    },
    receivers: hintReceivers(config).map(receiver => ({ receiver, sink })),
  };
}

function instanceScope(
  instance: InstanceConfig,
  { config, jobs }: JenkinsSourceOptions,
): PollScope {
  return {
    mode: 'poll',
    scope: instance.name,
    intervalSeconds: config.intervalSeconds,
    timeoutSeconds: LOOK_LIMIT_SECONDS,
    run: context => new InstanceLook({ config, instance, jobs }, context).run(),
  };
}
