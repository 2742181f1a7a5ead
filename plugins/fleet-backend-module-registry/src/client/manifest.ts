/** What manifests and configurations of images say, in the formats of the Open Container Initiative and of Docker, as far as it leads to a commit. Pure. */

/** What is asked for: one image, or a list of one per platform. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** The configuration of an image of containers, and of nothing else that registries hold. */
export const CONFIG_TYPES = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** Of all labels or annotations, those that lead to a commit. */
export type Labels = Readonly<Partial<Record<(typeof KEPT)[number], string>>>;

const PREFIX = 'org.opencontainers.image.';
const KEPT = [
  `${PREFIX}revision`,
  `${PREFIX}source`,
  `${PREFIX}created`,
  `${PREFIX}base.digest`,
  `${PREFIX}base.name`,
] as const;
const LONGEST_LABEL = 2_048;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** One manifest. */
export type Manifest =
  /** Digests of one image per platform, the usual platform first. */
  | { type: 'list'; digests: string[]; annotations: Labels }
  | {
      type: 'image';
      /** Null where it is no image of containers. */
      config: { mediaType: string; digest: string; size: number } | null;
      annotations: Labels;
    }
  /** Something else, or nothing that can be read. */
  | { type: 'other' };

/** Reads a manifest. */
export function readManifest(text: string): Manifest {
  const manifest = objectOf(text);
  const annotations = labelsOf(manifest.annotations);
  if (Array.isArray(manifest.manifests)) {
    const images = manifest.manifests
      .map(fieldsOf)
      .filter(one => DIGEST.test(String(one.digest)) && isOfPlatform(one))
      .sort((a, b) => rankOf(a) - rankOf(b));
    return {
      type: 'list',
      digests: images.map(({ digest }) => String(digest)),
      annotations,
    };
  }
  const { mediaType, digest, size } = fieldsOf(manifest.config);
  if (!DIGEST.test(String(digest))) return { type: 'other' };
  return {
    type: 'image',
    config: CONFIG_TYPES.includes(String(mediaType))
      ? {
          mediaType: String(mediaType),
          digest: String(digest),
          size: typeof size === 'number' ? size : 0,
        }
      : null,
    annotations,
  };
}

/** Reads the configuration of an image: its labels, and when it was made, as it is written. */
export function readConfiguration(text: string): {
  labels: Labels;
  created: string | null;
} {
  const { config, created } = objectOf(text);
  return {
    labels: labelsOf(fieldsOf(config).Labels),
    created: typeof created === 'string' ? created : null,
  };
}

/** Attestations stand in lists, too, as images of a platform that is none. */
function isOfPlatform(one: Record<string, unknown>): boolean {
  return fieldsOf(one.platform).os !== 'unknown';
}

function rankOf(one: Record<string, unknown>): number {
  const { os, architecture } = fieldsOf(one.platform);
  if (os !== 'linux') return 2;
  return architecture === 'amd64' ? 0 : 1;
}

function labelsOf(value: unknown): Labels {
  const given = fieldsOf(value);
  return Object.fromEntries(
    KEPT.flatMap(name => {
      const text = Object.hasOwn(given, name) ? given[name] : undefined;
      return typeof text === 'string' && text.length <= LONGEST_LABEL
        ? [[name, text]]
        : [];
    }),
  );
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    // What is no JSON says nothing; its digest was right, so it never will.
    return {};
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}
