/** What people do with a service on Helios: each has a deployment group of its own name, on all hosts, and a job for each version. */
import { HeliosError } from '../helios/apiClient';
import { Helios } from '../helios/helios';
import { HeliosTaskStatus } from '../helios/objects';
import { waitFor } from '../processes/wait';

/** The services that run on Helios, by name. */
export interface OnHelios {
  /** Rolls a version out to the service's group, which is made if there is none. */
  release(options: {
    name: string;
    image: string;
    /** Of the job. */
    metadata?: Record<string, string>;
  }): Promise<void>;
  /** Takes the service from one of its hosts. */
  shrink(name: string): Promise<void>;
  /** Stops all instances. Group and job stay. */
  stop(name: string): Promise<void>;
  /** Starts all instances again, on every host. */
  resume(name: string): Promise<void>;
  /** Removes group, deployments and jobs: nothing is left. */
  remove(name: string): Promise<void>;
}

/** The label of all hosts of the trial. */
export const TRIAL_LABELS = { role: 'services' };

// Longer than any takes, on however busy a machine.
const timeoutMs = 180_000;

const hasStarted = ({ state }: HeliosTaskStatus) => state === 'RUNNING';

const hasStopped = ({ state }: HeliosTaskStatus) => state === 'STOPPED';

/** Does it to a cluster. */
export function createOnHelios(helios: Helios): OnHelios {
  const { api } = helios;
  /** Ids of the jobs of each service, the current one last. */
  const jobs = new Map<string, string[]>();

  const currentJob = (name: string) => {
    const current = jobs.get(name)?.at(-1);
    if (!current) {
      throw new Error(`${name} was never released on Helios`);
    }
    return current;
  };
  const hostsOf = async (job: string) =>
    Object.keys((await api.jobs.status(job)).deployments).sort();
  const setGoal = async (name: string, goal: 'START' | 'STOP') => {
    const job = currentJob(name);
    for (const host of await hostsOf(job)) {
      await api.setGoal({ job, host, goal });
      await helios.waitForTask({
        job,
        host,
        holds: goal === 'START' ? hasStarted : hasStopped,
        timeoutMs,
      });
    }
  };
  const rollOut = async (name: string) => {
    const job = currentJob(name);
    await waitFor({
      what: `the master to roll out ${name}`,
      timeoutMs,
      everyMs: 500,
      look: async () => {
        try {
          await api.groups.rollingUpdate({
            group: name,
            job,
            parallelism: helios.hosts().length,
          });
          return true;
        } catch (error) {
          // A master that changes the group itself at that moment has a fault; people ask it again.
          if (error instanceof HeliosError && error.response.status === 500) {
            return undefined;
          }
          throw error;
        }
      },
    });
    await helios.waitForGroup({
      group: name,
      job,
      status: 'ACTIVE',
      timeoutMs,
    });
  };

  return {
    async release({ name, image, metadata }) {
      const before = jobs.get(name);
      const version = image.slice(image.lastIndexOf(':') + 1);
      const job = await api.jobs.create({ name, version, image, metadata });
      jobs.set(name, [...(before ?? []), job]);
      if (!before) {
        await helios.createGroup({ name, labels: TRIAL_LABELS });
      }
      await rollOut(name);
    },
    async shrink(name) {
      const job = currentJob(name);
      const host = (await hostsOf(job)).at(-1);
      if (host) {
        await api.undeploy({ job, host });
      }
    },
    stop: name => setGoal(name, 'STOP'),
    async resume(name) {
      await setGoal(name, 'START');
      await rollOut(name);
    },
    async remove(name) {
      await api.groups.remove(name);
      for (const job of jobs.get(name) ?? []) {
        for (const host of await hostsOf(job)) {
          await api.undeploy({ job, host });
        }
        await api.jobs.remove(job);
      }
      jobs.delete(name);
    },
  };
}
