/**
 * What tells that a build began or ended: the message of the plugin Notification (https://plugins.jenkins.io/notification), or one of ours for steps that send what they like.
 * It is a hint: what it says of the build is not believed, but asked of Jenkins.
 */
import {
  MalformedMessageError,
  readMessage,
  type ReceivedMessage,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import { fullNameOfPath } from '../jobs/names';

/** Which build there is to look at. */
export interface BuildHint {
  instance: string;
  fullName: string;
  number: number;
}

/** What is known of instances. */
export interface MessageOptions {
  /** The one whose address the message came to; undefined: the message says which. */
  instance: string | undefined;
  instances: readonly { name: string; baseUrl: string }[];
}

const number = z.number().int().min(1).max(2_147_483_647);
const notificationSchema = z.object({
  url: z.string().max(4_096),
  build: z.object({
    number,
    phase: z.string().max(64),
    full_url: z.string().max(4_096).nullish(),
  }),
});
const plainSchema = z.object({
  instance: z.string().max(63).optional(),
  job: z.string().min(1).max(4_096),
  number,
});

/** Phases in which there is a build to look at. */
const TELLING = new Set(['STARTED', 'COMPLETED', 'FINALIZED', 'NONE']);

/** Reads one. @throws MalformedMessageError */
export function readHint(
  message: unknown,
  options: MessageOptions,
): ReceivedMessage<BuildHint> {
  return typeof message === 'object' && message !== null && 'job' in message
    ? readPlain(readMessage(plainSchema, message), options)
    : readNotification(readMessage(notificationSchema, message), options);
}

function readPlain(
  { instance, job, number: build }: z.output<typeof plainSchema>,
  options: MessageOptions,
): ReceivedMessage<BuildHint> {
  const fullName = job.replace(/^\/+|\/+$/g, '');
  const found =
    options.instance ?? onlyOf(options, instance ?? 'default', instance);
  return hintOf(found, fullName, build);
}

function readNotification(
  { url, build }: z.output<typeof notificationSchema>,
  options: MessageOptions,
): ReceivedMessage<BuildHint> {
  const fullName = fullNameOfPath(url);
  if (fullName === undefined) {
    throw new MalformedMessageError(
      'url is not right: it is not the address of a job below that of Jenkins',
    );
  }
  if (!TELLING.has(build.phase)) {
    return left(
      fullName,
      'There is nothing to look at in this phase of a build',
    );
  }
  const byAddress = options.instances.find(({ baseUrl }) =>
    build.full_url?.startsWith(`${baseUrl}/`),
  );
  const found =
    options.instance ??
    byAddress?.name ??
    onlyOf(options, 'default', undefined);
  return hintOf(found, fullName, build.number);
}

/** The instance of that name; where nobody named one and there is only one, that. */
function onlyOf(
  { instances }: MessageOptions,
  name: string,
  given: string | undefined,
): string | undefined {
  if (instances.some(one => one.name === name)) return name;
  return given === undefined && instances.length === 1
    ? instances[0].name
    : undefined;
}

function hintOf(
  instance: string | undefined,
  fullName: string,
  build: number,
): ReceivedMessage<BuildHint> {
  return instance === undefined
    ? left(
        fullName,
        'It is not clear of which instance it is; send it to /api/fleet/webhooks/jenkins/<name of the instance>',
      )
    : { facts: [{ instance, fullName, number: build }], left: [] };
}

function left(key: string, reason: string): ReceivedMessage<BuildHint> {
  return { facts: [], left: [{ key, reason }] };
}
