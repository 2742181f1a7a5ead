import { waitFor } from '../processes/wait';
import { HeliosApi } from './apiClient';
import { Helios } from './helios';
import { HeliosHostStatus } from './objects';

const TIMEOUT_MS = 60_000;

/** Waits for what a master tells. */
export function createWaiting(options: {
  api: HeliosApi;
  /** The labels that a host was started with. */
  labelsOf: (host: string) => Record<string, string>;
  /** The hosts whose agents run. */
  runningHosts: () => string[];
}): Pick<
  Helios,
  'createGroup' | 'waitForHost' | 'waitForGroup' | 'waitForTask'
> {
  const { api, labelsOf, runningHosts } = options;
  const hasLabels = (
    labels: Record<string, string> | undefined,
    wanted: Record<string, string>,
  ) =>
    Object.entries(wanted).every(([label, value]) => labels?.[label] === value);
  return {
    async createGroup({ name, labels }) {
      await api.groups.create({ name, labels });
      const members = runningHosts().filter(host =>
        hasLabels(labelsOf(host), labels),
      );
      await waitFor({
        what: `group ${name} to know ${members.join(', ')}`,
        timeoutMs: TIMEOUT_MS,
        everyMs: 100,
        look: async () => {
          const { hostStatuses } = await api.groups.status(name);
          const known = hostStatuses.map(({ host }) => host);
          return members.every(host => known.includes(host)) ? true : undefined;
        },
        describe: async () => JSON.stringify(await api.groups.status(name)),
      });
    },
    async waitForHost({ host, status }) {
      let seen = 'nothing yet';
      await waitFor({
        what: `${host} to be ${status}`,
        timeoutMs: TIMEOUT_MS,
        everyMs: 100,
        look: async () => {
          const answer = await api.request({ path: `/hosts/${host}/status` });
          seen = `${answer.status} ${answer.text.slice(0, 300)}`;
          if (answer.status !== 200) {
            return undefined;
          }
          const found = JSON.parse(answer.text) as HeliosHostStatus;
          // Groups go by labels, which arrive a little later than the host.
          const labelled = hasLabels(found.labels, labelsOf(host));
          return found.status === status && (status === 'DOWN' || labelled)
            ? true
            : undefined;
        },
        describe: () => seen,
      });
    },
    waitForGroup({ group, job, status, timeoutMs = TIMEOUT_MS }) {
      return waitFor({
        what: `group ${group} to be ${status} with ${job}`,
        timeoutMs,
        everyMs: 100,
        look: async () => {
          const found = await api.groups.status(group);
          const { jobId } = found.deploymentGroup;
          return jobId === job && found.status === status ? found : undefined;
        },
        describe: async () => JSON.stringify(await api.groups.status(group)),
      });
    },
    waitForTask({ job, host, holds, timeoutMs = TIMEOUT_MS }) {
      return waitFor({
        what: `${job} on ${host}`,
        timeoutMs,
        everyMs: 100,
        look: async () => {
          const { taskStatuses } = await api.jobs.status(job);
          const task = taskStatuses[host];
          return task && holds(task) ? task : undefined;
        },
        describe: async () => JSON.stringify(await api.jobs.status(job)),
      });
    },
  };
}
