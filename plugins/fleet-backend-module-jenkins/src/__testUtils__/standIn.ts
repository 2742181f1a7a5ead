/**
 * A stand-in of the remote access API of Jenkins for tests, over HTTP: jobs in folders, builds newest first, and `tree` with its ranges, by which only what is asked for is
 * answered. It is not Jenkins; what it serves has the shape of answers that were published, see `examples.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  StandInServer,
  type StandInAnswer,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { fullNameOfPath } from '../jobs/names';

/** Anything of JSON. */
export type Json = Record<string, unknown>;

/** An answer that is not the usual one; a body that is a text is sent as it is. */
export interface Refused extends Omit<StandInAnswer, 'text'> {
  afterMs?: number;
}

/** See the top of the file. */
export class JenkinsStandIn extends StandInServer {
  /** Builds by full name of the job, newest first. */
  readonly jobs = new Map<string, Json[]>();
  /** Names of folders that may be empty. */
  readonly folders = new Set<string>();
  /** What was asked, in order: paths, with the tree that was asked for. */
  readonly asked: { path: string; tree: string }[] = [];
  /** By which it was asked. */
  readonly authorizations = new Set<string>();
  /** The only one that it lets in; any by default. */
  user: string | undefined;
  /** Decides about a request before all else. */
  refuse: (path: string, tree: string) => Refused | undefined = () => undefined;

  /** Adds a build, or puts another in its place. */
  put(job: string, build: Json): void {
    const others = (this.jobs.get(job) ?? []).filter(
      one => one.number !== build.number,
    );
    this.jobs.set(
      job,
      [...others, build].sort((a, b) => Number(b.number) - Number(a.number)),
    );
  }

  protected handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://stand.in');
    const tree = url.searchParams.get('tree') ?? '';
    const path = url.pathname.replace(/\/api\/json$/, '');
    this.asked.push({ path, tree });
    const { authorization = '' } = request.headers;
    this.authorizations.add(authorization);
    const pair = Buffer.from(authorization.slice(6), 'base64').toString();
    const isStranger = this.user !== undefined && pair !== this.user;
    const refused =
      this.refuse(path, tree) ??
      (isStranger
        ? { status: 401, body: '<html><body>Unauthorized</body></html>' }
        : undefined);
    const found = this.find(path);
    const answer: Refused =
      refused ??
      (found
        ? { status: 200, body: pruned(found, tree) }
        : { status: 404, body: '<html><body>Not Found</body></html>' });
    const { status, headers = {}, body = '', afterMs = 0 } = answer;
    setTimeout(() => {
      response.writeHead(status, {
        date: new Date(this.date()).toUTCString(),
        ...headers,
      });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }, afterMs);
  }

  private find(path: string): Json | undefined {
    const fullName = fullNameOfPath(path);
    if (fullName === undefined) return undefined;
    const steps = path.split('/').filter(step => step !== '');
    const last = steps[steps.length - 1];
    const builds = this.jobs.get(fullName);
    if (builds && steps.length % 2 === 1) {
      return builds.find(({ number }) => String(number) === last);
    }
    return builds ? jobOf(fullName, builds) : this.folder(fullName);
  }

  private folder(fullName: string): Json | undefined {
    const below = (name: string) => name.startsWith(`${fullName}/`);
    const names = new Set(
      [...this.jobs.keys(), ...this.folders]
        .filter(below)
        .map(name => name.slice(fullName.length + 1).split('/')[0]),
    );
    if (names.size === 0 && !this.folders.has(fullName)) return undefined;
    return {
      _class: 'com.cloudbees.hudson.plugins.folder.Folder',
      ...namesOf(fullName),
      jobs: [...names].sort().map(name => {
        const child = `${fullName}/${name}`;
        const builds = this.jobs.get(child);
        return builds ? jobOf(child, builds) : this.folder(child);
      }),
    };
  }
}

function namesOf(fullName: string): Json {
  return { fullName, name: fullName.slice(fullName.lastIndexOf('/') + 1) };
}

function jobOf(fullName: string, builds: Json[]): Json {
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
    ...namesOf(fullName),
    builds: builds.slice(0, 100),
    allBuilds: builds,
    lastBuild: builds[0] ?? null,
    nextBuildNumber: Number(builds[0]?.number ?? 0) + 1,
  };
}

interface Branch {
  tree: Map<string, Branch>;
  from: number;
  to: number;
}

/** What is left of an object when only a tree of it is asked for, as the page `/api` of Jenkins explains it. */
function pruned(value: unknown, text: string): unknown {
  const { branch, rest } = readTree(text);
  if (rest !== '') throw new Error(`The tree is not understood at ${rest}`);
  return pick(value, branch);
}

function readTree(text: string): {
  branch: Map<string, Branch>;
  rest: string;
} {
  const branch = new Map<string, Branch>();
  let rest = text;
  for (;;) {
    const [name = ''] = /^[A-Za-z0-9_]+/.exec(rest) ?? [];
    if (name === '') throw new Error(`A name is missing at ${rest}`);
    rest = rest.slice(name.length);
    let tree = new Map<string, Branch>();
    if (rest.startsWith('[')) {
      const inner = readTree(rest.slice(1));
      if (!inner.rest.startsWith(']')) throw new Error('A bracket is missing');
      tree = inner.branch;
      rest = inner.rest.slice(1);
    }
    const [range = '', from = 0, to = Number.POSITIVE_INFINITY] =
      /^\{(\d+),(\d+)\}/.exec(rest) ?? [];
    rest = rest.slice(range.length);
    branch.set(name, { tree, from: Number(from), to: Number(to) });
    if (!rest.startsWith(',')) return { branch, rest };
    rest = rest.slice(1);
  }
}

function pick(value: unknown, branch: ReadonlyMap<string, Branch>): unknown {
  if (typeof value !== 'object' || value === null || branch.size === 0) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      if (name === '_class') return [[name, part]];
      const found = branch.get(name);
      if (!found) return [];
      const { tree, from, to } = found;
      return [
        [
          name,
          Array.isArray(part)
            ? part.slice(from, to).map(item => pick(item, tree))
            : pick(part, tree),
        ],
      ];
    }),
  );
}
