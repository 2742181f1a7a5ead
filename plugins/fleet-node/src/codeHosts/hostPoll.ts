import type { PollScope } from '../source';
import { HostLook, type HostLookOptions } from './hostLook';
import type { CodeHostConfig } from './profile';

/** A look stops by itself before. */
const LOOK_LIMIT_SECONDS = 600;

/** The poll of a code host: what it has is looked at again and again. @public */
export function hostPoll<C extends CodeHostConfig>(
  options: Omit<HostLookOptions<C>, 'marks'>,
): PollScope {
  const { host, intervalSeconds } = options.config;
  const marks = new Map<string, string>();
  return {
    mode: 'poll',
    scope: host,
    intervalSeconds,
    timeoutSeconds: LOOK_LIMIT_SECONDS,
    run: context => new HostLook({ ...options, marks }, context).run(),
  };
}
