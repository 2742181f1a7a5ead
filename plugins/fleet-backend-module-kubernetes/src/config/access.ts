import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { ClusterInput } from './schema';
import type { ClusterAccess } from './types';

const WAYS = 'inCluster, kubeconfig, or url with token or tokenFile';

/**
 * How a cluster is reached, or what is missing to know.
 *
 * @param path - where it stands in the configuration
 */
export function accessOf(
  input: ClusterInput,
  path: string,
): ClusterAccess | Problem {
  const ways = [
    input.inCluster ? 'inCluster' : undefined,
    input.kubeconfig ? 'kubeconfig' : undefined,
    input.url ? 'url' : undefined,
  ].filter(way => way !== undefined);
  if (ways.length === 0) {
    return {
      text: `${path} does not say how to reach the cluster`,
      fix: `Add one of these to ${path} — ${WAYS}.`,
    };
  }
  if (ways.length > 1) {
    return {
      text: `${path} says in several ways how to reach the cluster (${ways.join(
        ', ',
      )})`,
      fix: `Keep one of these in ${path} — ${WAYS}.`,
    };
  }
  if (input.url === undefined) {
    const stray = (
      ['token', 'tokenFile', 'ca', 'caFile', 'skipTLSVerify'] as const
    ).find(key => input[key] !== undefined);
    if (stray) {
      return {
        text: `${path}.${stray} goes with ${path}.url, which is not there`,
        fix: `Remove ${path}.${stray}, or add ${path}.url.`,
      };
    }
    return input.kubeconfig
      ? { type: 'kubeconfig', ...input.kubeconfig }
      : { type: 'inCluster' };
  }
  for (const [one, other] of [
    ['token', 'tokenFile'],
    ['ca', 'caFile'],
  ] as const) {
    if (input[one] !== undefined && input[other] !== undefined) {
      return {
        text: `${path} has both ${one} and ${other}`,
        fix: `Remove ${path}.${one} or ${path}.${other}.`,
      };
    }
  }
  if (input.token === undefined && input.tokenFile === undefined) {
    return {
      text: `${path} has a url, but neither token nor tokenFile`,
      fix: `Add ${path}.tokenFile with the path of a file, or ${path}.token; if it is there and comes from an environment variable, that variable is not set.`,
    };
  }
  if (input.url.startsWith('http:') && !input.skipTLSVerify) {
    return {
      text: `${path}.url is not encrypted`,
      fix: `Use https in ${path}.url, or set ${path}.skipTLSVerify to true for a trial.`,
    };
  }
  return {
    type: 'url',
    url: input.url.replace(/\/+$/, ''),
    token:
      input.token === undefined
        ? { file: input.tokenFile ?? '' }
        : { value: input.token },
    ca: authorityOf(input),
    skipTLSVerify: input.skipTLSVerify ?? false,
  };
}

function authorityOf({
  ca,
  caFile,
}: ClusterInput): { pem: string } | { file: string } | undefined {
  if (ca !== undefined) return { pem: ca };
  return caFile === undefined ? undefined : { file: caFile };
}
