/**
 * Asks Jenkins about the builds of hints, and records what it says: the same as a look would. What cannot be asked or recorded is found by the next look.
 */
import type {
  AcceptedObservations,
  Clock,
  SourceInbox,
  WebhookSink,
} from '@landfall/backstage-plugin-fleet-node';
import { JenkinsApi } from '../client/jenkinsApi';
import { isMissing } from '../client/jenkinsError';
import type { InstanceConfig, JenkinsConfig } from '../config/types';
import { buildFacts } from '../facts/builds';
import { buildSchema, BUILD_TREE } from '../facts/payload';
import type { Jobs, Root } from '../jobs/jobs';
import { jobPath } from '../jobs/names';
import type { BuildHint } from './message';

/** Asked at the same time; more wait. */
const AT_ONCE = 4;
/** Beyond that a sender has to come again. */
const MOST_WAITING = 500;
const LONGEST_SECONDS = 30;

/** What it needs. */
export interface HintSinkOptions {
  config: Pick<JenkinsConfig, 'instances' | 'rules' | 'timeoutSeconds'>;
  jobs: Pick<Jobs, 'find'>;
  clock: Clock;
}

type Refused = AcceptedObservations['refused'];

/** See the top of the file. */
export class HintSink implements WebhookSink<BuildHint> {
  private inbox: SourceInbox | undefined;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly options: HintSinkOptions) {}

  /** Called once, when the portal can record. */
  connect(inbox: SourceInbox): void {
    this.inbox = inbox;
  }

  /** Hints name their instance themselves. */
  async record(
    _scope: string,
    hints: readonly BuildHint[],
  ): Promise<AcceptedObservations> {
    const { inbox } = this;
    if (!inbox) {
      throw new Error('The portal starts; try again in a minute');
    }
    const refused: Refused = [];
    for (const hint of hints) {
      refused.push(...(await this.inTurn(() => this.look(inbox, hint))));
    }
    return { refused };
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= MOST_WAITING) {
        throw new Error(
          `More than ${MOST_WAITING} builds wait to be asked for; the next look reads them`,
        );
      }
      await new Promise<void>(resolve => {
        this.waiting.push(resolve);
      });
    }
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  private async look(inbox: SourceInbox, hint: BuildHint): Promise<Refused> {
    const { config, jobs } = this.options;
    const instance = config.instances.find(
      ({ name }) => name === hint.instance,
    );
    const root = instance && (await jobs.find(instance.name, hint.fullName));
    if (!instance || !root) {
      return refuse(hint, 'Nobody named this job, or a folder above it');
    }
    const body = await this.ask({ instance, root, hint });
    if (body === undefined) {
      return refuse(hint, 'Jenkins does not know this build');
    }
    const { data: build } = buildSchema.safeParse(body.build);
    if (!build) return refuse(hint, 'What Jenkins says of it cannot be read');
    const { facts, trouble } = buildFacts(
      {
        ...{ fullName: hint.fullName, origin: root.origin },
        ...{ instance: instance.name, baseUrl: root.baseUrl },
        elsewhere: root.baseUrl !== instance.baseUrl,
        repositories: root.repositories,
        rules: config.rules,
        deployment: root.deployment,
        latest: body.latest,
      },
      build,
    );
    if (trouble) return refuse(hint, `It ${trouble}`);
    const { refused } = await inbox.accept(instance.name, facts);
    return refused;
  }

  private async ask(given: {
    instance: InstanceConfig;
    root: Root;
    hint: BuildHint;
  }): Promise<{ build: unknown; latest: number } | undefined> {
    const { instance, root, hint } = given;
    const { config, clock } = this.options;
    const timeoutSeconds = Math.min(config.timeoutSeconds, LONGEST_SECONDS);
    const api = new JenkinsApi({
      ...{ instance, baseUrl: root.baseUrl, timeoutSeconds, clock },
      signal: AbortSignal.timeout(2 * LONGEST_SECONDS * 1_000),
    });
    try {
      const path = `${jobPath(hint.fullName)}/${hint.number}`;
      const build = await api.get(path, BUILD_TREE);
      return { build, latest: api.latest };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    } finally {
      await api.close();
    }
  }
}

function refuse({ fullName, number }: BuildHint, reason: string): Refused {
  return [{ key: `${fullName}#${number}`, reason, paths: [] }];
}
