/**
 * Looks at one Helios cluster again and again. A look that finds nothing new reports nothing, reads no history and asks the ledger nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  Look as LookResult,
  PollScope,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { MasterClient } from './client/masterClient';
import type { MasterConfig } from './config/types';
import { readHistories } from './look/readHistories';
import { JobReader } from './look/jobReader';
import { readLook } from './look/readLook';
import {
  furtherHistories,
  knownTargets,
  wantedHistories,
} from './observe/histories';
import {
  emptyCursor,
  keepAll,
  parseCursor,
  readOpen,
  type Memory,
} from './observe/memory';
import { observe } from './observe/observe';
import { seenTargets } from './observe/targets';

/** A look may take this many intervals, and at least this many seconds. */
const LOOK_INTERVALS = 10;
const LOOK_SECONDS = 300;

/** What a scope needs. */
export interface HeliosScopeOptions {
  master: MasterConfig;
  /** An argument for tests. */
  client?: Pick<MasterClient, 'json' | 'close'>;
}

class Poll {
  private readonly client: Pick<MasterClient, 'json' | 'close'>;
  private memory: Memory | undefined;
  private reader: JobReader | undefined;

  constructor(private readonly options: HeliosScopeOptions) {
    const { master, client } = options;
    this.client = client ?? new MasterClient({ master });
  }

  /** One look. */
  async run(context: SourceContext): Promise<LookResult> {
    const { master } = this.options;
    const { signal, clock } = context;
    const memory = await this.remember(context);
    this.reader ??= new JobReader({
      fingerprint: context.fingerprint,
      keepMetadata: master.keepMetadata,
    });
    const asked = { client: this.client, cluster: master.name, signal };
    const look = await readLook({ ...asked, projectJobs: this.reader });
    const now = clock.now();
    const targets = seenTargets({
      cluster: master.name,
      look,
      before: knownTargets(memory.open).values(),
    });
    const wanting = {
      look,
      cursor: memory.cursor ?? emptyCursor(now),
      open: memory.open,
      targets: targets.seen,
    };
    const histories = await readHistories({
      ...asked,
      look,
      ids: wantedHistories(wanting),
    });
    const further = await readHistories({
      ...asked,
      look,
      ids: furtherHistories(wanting, histories.read),
    });
    const observed = observe({
      cluster: master.name,
      linkTemplate: master.linkTemplate,
      look,
      memory,
      targets,
      histories: new Map([...histories.read, ...further.read]),
      // Instants of hosts are compared with it, and they told last.
      now: clock.now(),
    });
    if (
      observed.observations.length > 0 ||
      !isDeepStrictEqual(observed.cursor, memory.cursor)
    ) {
      // Until it is durable, nothing of it is certain.
      this.memory = undefined;
      await context.report(observed.observations, { cursor: observed.cursor });
      await context.flush();
      keepAll(memory.open, observed.observations);
      this.memory = { cursor: observed.cursor, open: memory.open };
    }
    const problems = [
      ...look.problems,
      ...histories.problems,
      ...further.problems,
    ];
    return { complete: problems.length === 0, problems };
  }

  /** What is kept in this process, unless another replica looked since. */
  private async remember(context: SourceContext): Promise<Memory> {
    const cursor = parseCursor(context.cursor);
    if (this.memory && isDeepStrictEqual(this.memory.cursor, cursor)) {
      return this.memory;
    }
    this.memory = { cursor, open: await readOpen(context) };
    return this.memory;
  }
}

/** One cluster as a scope. */
export function heliosScope(options: HeliosScopeOptions): PollScope {
  const { master } = options;
  const poll = new Poll(options);
  return {
    scope: master.name,
    mode: 'poll',
    intervalSeconds: master.intervalSeconds,
    timeoutSeconds: Math.max(
      LOOK_SECONDS,
      LOOK_INTERVALS * master.intervalSeconds,
    ),
    run: context => poll.run(context),
  };
}
