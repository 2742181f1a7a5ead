/**
 * One look at a registry: asks for each image that services ran from it and of which nobody knows the commit, the newest first, until none is left or the time is up.
 * What a registry has is asked for once and never again; what it does not have is asked for again after a day. Where nothing is wanted nothing is sent.
 */
import {
  DAY_MS,
  instant,
  type Instant,
  type Problem,
} from '@landfall/backstage-plugin-fleet-common';
import {
  HttpError,
  SourceError,
  type FleetImagesExtensionPoint,
  type Look,
  type SourceContext,
  type WantedImage,
} from '@landfall/backstage-plugin-fleet-node';
import { RegistryClient } from '../client/registryClient';
import { LimitedError, RegistryError } from '../client/registryError';
import type { RegistryConfig } from '../config/types';
import { readCursor } from './cursor';
import { imageFact } from './fact';
import { ImageReader, type ImageFacts } from './readImage';

/** So many are asked for before what was learnt is made durable. */
const BATCH = 100;
/** So many requests are on their way at a time. */
const WORKERS = 4;
/** So long after which a look begins no further batch, ms. */
const LONGEST_MS = 240_000;
/** So many images in a row that fail mean that the registry does. */
const MOST_FAILURES = 3;
const MOST_PROBLEMS = 20;

/** What a look needs. */
export interface LookOptions {
  /** Id of the source. */
  source: string;
  registry: RegistryConfig;
  images: FleetImagesExtensionPoint;
  context: SourceContext;
}

class RegistryLook {
  private readonly client: RegistryClient;
  private readonly reader: ImageReader;
  private readonly denied = new Set<string>();
  /** Images that this look is done with; those that failed are tried again by the next. */
  private readonly done = new Set<string>();
  private readonly problems: Problem[] = [];
  private left = 0;
  private failuresInARow = 0;

  constructor(private readonly options: LookOptions) {
    const { registry, context } = options;
    const { clock, signal } = context;
    this.client = new RegistryClient(registry, { clock, signal });
    this.reader = new ImageReader(this.client, registry);
  }

  async run(): Promise<Look> {
    const { context } = this.options;
    const started = context.clock.now();
    const until = readCursor(context.cursor, started);
    if (until !== null) {
      this.note(new LimitedError(this.client.server, until));
      return this.result();
    }
    try {
      let wanted = await this.wanted();
      while (wanted.length > 0) {
        await this.readAll(wanted);
        await context.flush();
        wanted =
          context.clock.now() < started + LONGEST_MS ? await this.wanted() : [];
      }
    } catch (error) {
      if (!(error instanceof LimitedError)) throw error;
      await context.report([], { cursor: { until: error.until } });
      this.note(error);
    }
    return this.result();
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private result(): Look {
    const more = this.left > 0 ? ` and ${this.left} more like these` : '';
    const problems = this.problems.map((problem, i) =>
      i === this.problems.length - 1
        ? { ...problem, text: `${problem.text}${more}` }
        : problem,
    );
    return { complete: problems.length === 0, problems };
  }

  private async wanted(): Promise<WantedImage[]> {
    const { source, registry, images, context } = this.options;
    const wanted = await images.wanted({
      source,
      scope: registry.host,
      registry: registry.host,
      accepts: name => registry.accepts(name) && !this.denied.has(name),
      triedBefore: dayBefore(context.clock.now()),
      limit: BATCH,
    });
    return wanted.filter(({ digest }) => !this.done.has(digest));
  }

  /** Reads images, some at a time, and reports each. The first error that concerns all of them ends it. */
  private async readAll(wanted: readonly WantedImage[]): Promise<void> {
    const waiting = [...wanted];
    const errors: unknown[] = [];
    const work = async () => {
      while (errors.length === 0) {
        const image = waiting.shift();
        if (!image) return;
        try {
          await this.readOne(image);
        } catch (error) {
          errors.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    if (errors.length > 0) throw errors[0];
  }

  private async readOne({ digest, repositories }: WantedImage): Promise<void> {
    const { context } = this.options;
    this.done.add(digest);
    try {
      const facts = await this.find(digest, repositories);
      this.failuresInARow = 0;
      if (facts !== 'denied') {
        await context.report([imageFact(digest, facts, context.clock.now())]);
      }
    } catch (error) {
      if (!isOfOneImage(error)) throw error;
      this.note(error);
      this.failuresInARow += 1;
      if (this.failuresInARow >= MOST_FAILURES) throw error;
    }
  }

  /** Looks in each repository; null where none of them has it. */
  private async find(
    digest: string,
    repositories: readonly string[],
  ): Promise<ImageFacts | 'denied' | null> {
    let denied = false;
    for (const repository of repositories) {
      if (this.denied.has(repository)) {
        denied = true;
        continue;
      }
      try {
        const facts = await this.reader.read({ repository, digest });
        if (facts !== null) return facts;
      } catch (error) {
        if (!(error instanceof RegistryError) || error.kind === 'failed') {
          throw error;
        }
        if (error.kind === 'denied') {
          denied = true;
          if (this.denied.has(repository)) continue;
          this.denied.add(repository);
        }
        this.note(error);
      }
    }
    return denied ? 'denied' : null;
  }

  private note(error: SourceError): void {
    const { message: text, fix } = error;
    this.options.context.logger.warn(`${text}. ${fix}`);
    if (this.problems.length < MOST_PROBLEMS) {
      this.problems.push({ text, fix });
    } else {
      this.left += 1;
    }
  }
}

/** Looks once. @throws SourceError */
export async function lookAt(options: LookOptions): Promise<Look> {
  const look = new RegistryLook(options);
  try {
    return await look.run();
  } finally {
    await look.close();
  }
}

/** Whether another image may be had nevertheless. */
function isOfOneImage(error: unknown): error is SourceError {
  return (
    (error instanceof RegistryError && error.kind === 'failed') ||
    (error instanceof HttpError && error.kind === 'timeout')
  );
}

function dayBefore(now: Instant): Instant {
  return instant(now - DAY_MS);
}
