import { PlainResponse, sendRequest } from '../network/request';
import {
  HeliosGroupStatus,
  HeliosHostStatus,
  HeliosJobHistory,
  HeliosJobStatus,
} from './objects';

/** One request to a master. */
export interface HeliosRequest {
  /** GET by default. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Milliseconds; 30 seconds by default. */
  timeoutMs?: number;
}

/** A job to create. Other fields of a job, such as `ports`, `healthCheck` or `token`, are handed on as they are. */
export interface HeliosJob {
  name: string;
  version: string;
  image: string;
  command?: string[];
  env?: Record<string, string>;
  metadata?: Record<string, string>;
  [field: string]: unknown;
}

/** A rollout of a job to the hosts of a group. */
export interface HeliosRollout {
  group: string;
  /** Full id of the job. */
  job: string;
  /** Seconds that one host may take until the rollout has failed; 60 by default. */
  timeout?: number;
  /** How many hosts at a time; 1 by default. */
  parallelism?: number;
  /** Starts the new before it stops the old; false by default. */
  overlap?: boolean;
  /** Takes over what was deployed by hand; false by default. */
  migrate?: boolean;
}

/** Does what people do with `helios` on their command line. Whatever a master refuses is thrown as {@link HeliosError}. */
export interface HeliosApi {
  /** Gives the answer, whatever it is. */
  request(request: HeliosRequest): Promise<PlainResponse>;
  /** Gives the parsed answer. */
  json<T>(request: HeliosRequest): Promise<T>;
  jobs: {
    /** Gives the job's full id. */
    create(job: HeliosJob): Promise<string>;
    /** Only what is deployed nowhere can be removed. */
    remove(job: string): Promise<void>;
    status(job: string): Promise<HeliosJobStatus>;
    history(job: string): Promise<HeliosJobHistory>;
  };
  /** Deploys a job by hand. */
  deploy(options: { job: string; host: string; user?: string }): Promise<void>;
  /** Starts or stops what is deployed. */
  setGoal(options: {
    job: string;
    host: string;
    goal: 'START' | 'STOP';
  }): Promise<void>;
  /** Takes a job from a host, whoever deployed it. */
  undeploy(options: {
    job: string;
    host: string;
    user?: string;
  }): Promise<void>;
  hosts: {
    names(): Promise<string[]>;
    status(host: string): Promise<HeliosHostStatus>;
    /** Forgets a host that is down. */
    deregister(host: string): Promise<void>;
  };
  groups: {
    /** A group of the hosts with all these labels. The master finds its members a second later. */
    create(options: {
      name: string;
      labels: Record<string, string>;
    }): Promise<void>;
    rollingUpdate(rollout: HeliosRollout): Promise<void>;
    /** Stops a rollout, which then has failed. */
    stop(group: string): Promise<void>;
    /** Forgets a group. What it deployed goes on. */
    remove(group: string): Promise<void>;
    status(group: string): Promise<HeliosGroupStatus>;
  };
}

/** An answer that is not what was asked for. Some of them come with status 200. */
export class HeliosError extends Error {
  name = 'HeliosError';

  constructor(
    readonly request: HeliosRequest,
    readonly response: PlainResponse,
  ) {
    super(
      `${request.method ?? 'GET'} ${request.path} answered ${
        response.status
      }: ${response.text.slice(0, 500)}`,
    );
  }
}

const PERSON = 'somebody';

const DONE = ['OK', 'CREATED', 'REMOVED', 'NOT_MODIFIED'];

/** Makes a client for whichever master the address is of, each time it is asked. */
export function createHeliosApi(address: () => string): HeliosApi {
  const request: HeliosApi['request'] = ({ method, path, body, timeoutMs }) =>
    sendRequest({
      url: `${address()}${path}`,
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      timeoutMs,
    });
  const json = async <T>(wanted: HeliosRequest): Promise<T> => {
    const response = await request(wanted);
    if (response.status >= 300) {
      throw new HeliosError(wanted, response);
    }
    return JSON.parse(response.text) as T;
  };
  const act = async (wanted: HeliosRequest): Promise<{ id?: string }> => {
    const response = await request(wanted);
    // Some have no body, and need none.
    const answer = response.text ? JSON.parse(response.text) : { status: 'OK' };
    if (response.status >= 300 || !DONE.includes(answer.status)) {
      throw new HeliosError(wanted, response);
    }
    return answer;
  };
  const deployment = (host: string, job: string) =>
    `/hosts/${host}/jobs/${job}`;

  return {
    request,
    json,
    jobs: {
      async create({ name, version, ...job }) {
        const { id } = await act({
          method: 'POST',
          path: `/jobs?user=${PERSON}`,
          body: { ...job, id: `${name}:${version}` },
        });
        if (!id) {
          throw new Error(`The master gave job ${name}:${version} no id`);
        }
        return id;
      },
      async remove(job) {
        await act({ method: 'DELETE', path: `/jobs/${job}?user=${PERSON}` });
      },
      status: job => json({ path: `/jobs/${job}/status` }),
      history: job => json({ path: `/history/jobs/${job}` }),
    },
    async deploy({ job, host, user = PERSON }) {
      await act({
        method: 'PUT',
        path: `${deployment(host, job)}?user=${user}`,
        body: { job, goal: 'START' },
      });
    },
    async setGoal({ job, host, goal }) {
      await act({
        method: 'PATCH',
        path: deployment(host, job),
        body: { job, goal },
      });
    },
    async undeploy({ job, host, user = PERSON }) {
      await act({
        method: 'DELETE',
        path: `${deployment(host, job)}?user=${user}`,
      });
    },
    hosts: {
      names: () => json({ path: '/hosts' }),
      status: host => json({ path: `/hosts/${host}/status` }),
      async deregister(host) {
        await act({ method: 'DELETE', path: `/hosts/${host}` });
      },
    },
    groups: {
      async create({ name, labels }) {
        await act({
          method: 'POST',
          path: '/deployment-group',
          body: {
            name,
            hostSelectors: Object.entries(labels).map(([label, operand]) => ({
              label,
              operator: 'EQUALS',
              operand,
            })),
          },
        });
      },
      async rollingUpdate({
        group,
        job,
        timeout = 60,
        parallelism = 1,
        overlap = false,
        migrate = false,
      }) {
        await act({
          method: 'POST',
          path: `/deployment-group/${group}/rolling-update`,
          body: {
            job,
            // Without all of these a rollout hangs for ever.
            rolloutOptions: {
              timeout,
              parallelism,
              overlap,
              migrate,
              token: null,
            },
          },
        });
      },
      async stop(group) {
        await act({ method: 'POST', path: `/deployment-group/${group}/stop` });
      },
      async remove(group) {
        await act({ method: 'DELETE', path: `/deployment-group/${group}` });
      },
      status: group => json({ path: `/deployment-group/${group}/status` }),
    },
  };
}
