/** Reads of an image what leads to a commit: what its manifest is annotated with, else what its configuration is labelled with. */
import {
  HttpError,
  madeFromOf,
  registryImageOf,
  type MadeFrom,
} from '@landfall/backstage-plugin-fleet-node';
import {
  CONFIG_TYPES,
  MANIFEST_TYPES,
  readConfiguration,
  readManifest,
  type Labels,
} from '../client/manifest';
import type { RegistryClient } from '../client/registryClient';
import { RegistryError } from '../client/registryError';

const MOST_BYTES = 4 * 1024 * 1024;
/** Lists of lists are allowed, though nobody makes them. */
const MOST_LISTS = 2;
/** Of a list so many are tried: a registry may hold only some. */
const MOST_PLATFORMS = 4;

/** Where an image is. */
export interface ImagePlace {
  repository: string;
  digest: string;
}

/** What is known of an image that is there. */
export interface ImageFacts {
  madeFrom: MadeFrom | null;
  /** What it was built upon. */
  base: { digest: string; commit: string | null } | null;
  /** When it was made, as it is written. */
  created: string | null;
}

/** Labels of an image, and whether a base image may have handed them on. */
interface ImageLabels {
  labels: Labels;
  created: string | null;
  inherited: boolean;
}

const NOTHING: ImageLabels = { labels: {}, created: null, inherited: false };

/** Reads one image. */
export class ImageReader {
  constructor(
    private readonly client: RegistryClient,
    private readonly options: {
      host: string;
      accepts(repository: string): boolean;
    },
  ) {}

  /**
   * What is known of an image; null where the registry does not have it.
   *
   * @throws HttpError, RegistryError, LimitedError
   */
  async read(place: ImagePlace): Promise<ImageFacts | null> {
    const found = await this.labels(place);
    if (found === null) return null;
    const madeFrom = madeFromOf(found.labels) ?? null;
    const digest = found.labels['org.opencontainers.image.base.digest'];
    const base = registryImageOf({
      reference: found.labels['org.opencontainers.image.base.name'] ?? '',
      digest,
    });
    const isOpen = madeFrom?.origin === null && found.inherited;
    return {
      madeFrom,
      created:
        found.created ??
        found.labels['org.opencontainers.image.created'] ??
        null,
      base:
        base === null
          ? null
          : {
              digest: base.digest,
              // Only where it matters whose label it is.
              commit:
                isOpen &&
                base.registry === this.options.host &&
                this.options.accepts(base.repository)
                  ? await this.commitOf(base)
                  : null,
            },
    };
  }

  /** The commit that an image names; null where nobody can tell. */
  private async commitOf(place: ImagePlace): Promise<string | null> {
    try {
      const found = await this.labels(place);
      return madeFromOf(found?.labels ?? {})?.commit ?? null;
    } catch (error) {
      // A base image that cannot be read says nothing; the image itself does.
      if (error instanceof RegistryError && error.kind !== 'failed')
        return null;
      throw error;
    }
  }

  private async labels(
    place: ImagePlace,
    lists = 0,
  ): Promise<ImageLabels | null> {
    const answer = await this.content('manifests', place, MANIFEST_TYPES);
    if (answer === null) return null;
    const manifest = readManifest(answer);
    if (manifest.type === 'other') return NOTHING;
    const { annotations } = manifest;
    if (madeFromOf(annotations)) {
      return { labels: annotations, created: null, inherited: false };
    }
    if (manifest.type === 'list') {
      if (lists >= MOST_LISTS || manifest.digests.length === 0) return NOTHING;
      for (const digest of manifest.digests.slice(0, MOST_PLATFORMS)) {
        const found = await this.labels({ ...place, digest }, lists + 1);
        if (found !== null) return found;
      }
      return null;
    }
    const { config } = manifest;
    if (config === null) return NOTHING;
    const { repository } = place;
    const { digest, size } = config;
    if (size > MOST_BYTES) throw this.tooLarge({ repository, digest });
    const text = await this.content(
      'blobs',
      { repository, digest },
      CONFIG_TYPES,
    );
    return text === null
      ? null
      : { ...readConfiguration(text), inherited: true };
  }

  private async content(
    kind: 'manifests' | 'blobs',
    place: ImagePlace,
    types: readonly string[],
  ): Promise<string | null> {
    try {
      const answer = await this.client.content({
        ...place,
        kind,
        accept: [...types, ...(kind === 'blobs' ? ['*/*'] : [])].join(', '),
      });
      return answer?.text ?? null;
    } catch (error) {
      if (error instanceof HttpError && error.kind === 'too_large') {
        throw this.tooLarge(place);
      }
      throw error;
    }
  }

  private tooLarge({ repository, digest }: ImagePlace): RegistryError {
    return new RegistryError(
      'unreadable',
      `${this.client.server} has more than ${MOST_BYTES} bytes as manifest or configuration ${repository}@${digest}`,
      { fix: 'Nothing that leads to a commit is as long; look at the image.' },
    );
  }
}
