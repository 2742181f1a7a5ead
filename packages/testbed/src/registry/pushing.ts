/** Puts images into a registry by plain requests, as `docker push` does, without a layer in them. */
import { createHash } from 'node:crypto';
import { sendRequest, type PlainResponse } from '../network/request';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIGURATION = 'application/vnd.oci.image.config.v1+json';

/** An image that is pushed. */
export interface PushedImage {
  /** Such as `shop/cart`. */
  repository: string;
  /** None by default: it is found by its digest. */
  tag?: string;
  labels?: Record<string, string>;
  created?: string;
  /** Architectures of Linux, as a list of one image each; one image for amd64 without a list by default. */
  architectures?: string[];
}

/** Where to push, and what is shown. */
export interface PushOptions {
  url: string;
  authorization?: string;
}

/**
 * Pushes an image.
 *
 * @returns its digest
 * @throws Error with the words of the registry when it refuses
 */
export async function pushImage(
  to: PushOptions,
  image: PushedImage,
): Promise<string> {
  const { repository, tag, architectures } = image;
  if (!architectures) {
    const manifest = await pushConfiguration(to, image, 'amd64');
    return putManifest(to, { repository, tag, type: MANIFEST, text: manifest });
  }
  const manifests: object[] = [];
  for (const architecture of architectures) {
    const text = await pushConfiguration(to, image, architecture);
    const digest = await putManifest(to, { repository, type: MANIFEST, text });
    manifests.push({
      mediaType: MANIFEST,
      ...{ digest, size: text.length },
      platform: { os: 'linux', architecture },
    });
  }
  const index = { schemaVersion: 2, mediaType: INDEX, manifests };
  const text = JSON.stringify(index);
  return putManifest(to, { repository, tag, type: INDEX, text });
}

/** @returns the manifest of the image, which is not pushed yet. */
async function pushConfiguration(
  to: PushOptions,
  { repository, labels, created = '2026-01-01T00:00:00Z' }: PushedImage,
  architecture: string,
): Promise<string> {
  const text = JSON.stringify({
    ...{ architecture, os: 'linux', created },
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [] },
  });
  return JSON.stringify({
    ...{ schemaVersion: 2, mediaType: MANIFEST },
    config: {
      mediaType: CONFIGURATION,
      digest: await pushBlob(to, repository, text),
      size: text.length,
    },
    layers: [],
  });
}

async function pushBlob(
  to: PushOptions,
  repository: string,
  text: string,
): Promise<string> {
  const digest = digestOf(text);
  const begun = await send(to, {
    method: 'POST',
    path: `/v2/${repository}/blobs/uploads/`,
  });
  const location = new URL(String(begun.headers.location), to.url);
  location.searchParams.set('digest', digest);
  await send(to, {
    method: 'PUT',
    path: `${location.pathname}${location.search}`,
    headers: { 'content-type': 'application/octet-stream' },
    body: text,
  });
  return digest;
}

async function putManifest(
  to: PushOptions,
  manifest: { repository: string; tag?: string; type: string; text: string },
): Promise<string> {
  const { repository, type, text } = manifest;
  const digest = digestOf(text);
  await send(to, {
    method: 'PUT',
    path: `/v2/${repository}/manifests/${manifest.tag ?? digest}`,
    headers: { 'content-type': type },
    body: text,
  });
  return digest;
}

async function send(
  { url, authorization }: PushOptions,
  request: {
    method: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
  },
): Promise<PlainResponse> {
  const { method, path, headers, body } = request;
  const answer = await sendRequest({
    url: `${url}${path}`,
    ...{ method, body },
    headers: {
      ...headers,
      'content-length': String(Buffer.byteLength(body ?? '')),
      ...(authorization && { authorization }),
    },
  });
  if (answer.status >= 300) {
    throw new Error(
      `The registry answered ${answer.status} to ${method} ${path}: ${answer.text}`,
    );
  }
  return answer;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
