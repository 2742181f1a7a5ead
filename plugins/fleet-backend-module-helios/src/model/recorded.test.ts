import { createHmac } from 'node:crypto';
import { recorded, recordedText } from '../testing/recorded';
import { wordsOf } from '../client/heliosError';
import { projectGroup } from './group';
import { projectHistory } from './history';
import { projectHost } from './host';
import { projectJob, type Job, type JobProjection } from './job';
import { parseJobId } from './jobId';
import { projectJobStatus } from './jobStatus';

const projection: JobProjection = {
  fingerprint: text => createHmac('sha256', 'test').update(text).digest('hex'),
  keepMetadata: ['team'],
};
const jobNamed = (nameAndVersion: string): Record<string, unknown> => {
  const entry = Object.entries(recorded('jobs')).find(([id]) =>
    id.startsWith(`${nameAndVersion}:`),
  );
  return entry?.[1] as Record<string, unknown>;
};
const read = (raw: unknown): Job => {
  const job = projectJob(raw, projection);
  if (job === undefined) throw new Error('It is no job');
  return job;
};

describe('what a real master tells of jobs', () => {
  it('is kept without secrets and people', () => {
    const jobs = Object.values(recorded('jobs')).map(read);
    expect(jobs.length).toBeGreaterThan(5);
    expect(JSON.stringify(jobs)).not.toMatch(
      /alice|example-only|example-token/,
    );
    expect(read(jobNamed('web:1'))).toEqual({
      id: 'web:1:e230a34',
      name: 'web',
      version: '1',
      createdAt: 1795257601040,
      expiresAt: null,
      image: { container: 'web', reference: 'example/web:1' },
      container: {
        container: 'web',
        image: 'example/web:1',
        injected: false,
        ports: [{ port: 8080, name: 'http', protocol: 'http' }],
        environment: ['COLOR', 'DB_PASSWORD'],
      },
      configuration: expect.stringMatching(/^[0-9a-f]{64}$/),
      labels: { team: 'demo' },
    });
  });

  it('has one configuration whatever the version, the image, the token and who made it', () => {
    const raw = jobNamed('web:1');
    const same = {
      ...raw,
      id: `web:7:${'0'.repeat(40)}`,
      image: 'example/web:7',
      created: 1,
      creatingUser: 'bob',
      token: 'another',
    };
    expect(read(same).configuration).toBe(read(raw).configuration);
    for (const change of [
      { env: { COLOR: 'red' } },
      { command: ['run', '--slow'] },
      { ports: {} },
    ]) {
      expect(read({ ...raw, ...change }).configuration).not.toBe(
        read(raw).configuration,
      );
    }
  });

  it('says what a port speaks by its registration, else by its name', () => {
    const raw = {
      ...jobNamed('web:1'),
      image: `example/web@sha256:${'a'.repeat(64)}`,
      ports: {
        api: { internalPort: 9000 },
        'grpc-admin': { internalPort: 9001 },
        odd: { internalPort: 0 },
      },
      registration: { 'shop/HTTP': { ports: { api: {} } }, broken: null },
    };
    const { container, image } = read(raw);
    expect(container.ports).toEqual([
      { port: 9000, name: 'api', protocol: 'http' },
      { port: 9001, name: 'grpc-admin', protocol: 'grpc' },
    ]);
    expect(image.digest).toBe(`sha256:${'a'.repeat(64)}`);
  });

  it.each([
    [null],
    ['web'],
    [{ id: 'web:1' }],
    [{ id: `web:1:${'0'.repeat(40)}` }],
    [{ id: 'web:1:short', image: 'example/web:1' }],
  ])('is refused where it is %j', raw => {
    expect(projectJob(raw, projection)).toBeUndefined();
  });

  it.each(['web', 'web:1', 'web:1:e230a3', ':1:x', `a:b:c:${'0'.repeat(40)}`])(
    'knows that %s is no full id',
    id => expect(parseJobId(id)).toBeUndefined(),
  );
});

describe('what a real master tells of where jobs run', () => {
  it('tells groups from people, without their names', () => {
    const statuses = recorded('post-statuses');
    const [rolled] = Object.entries(statuses).flatMap(([id, raw]) =>
      id.startsWith('web:2:') ? projectJobStatus(raw) ?? [] : [],
    );
    expect(rolled.deployments).toEqual(
      ['host-1', 'host-2'].map(host => ({
        host,
        start: true,
        group: 'web',
        byUser: false,
      })),
    );
    const manual = projectJobStatus(recorded('job-status-manual'));
    expect(manual?.deployments).toEqual([
      { host: 'host-1', start: true, group: null, byUser: true },
    ]);
    expect(JSON.stringify(manual)).not.toContain('bob');
  });

  it('knows what is told to stop, and what crashes again and again', () => {
    expect(
      projectJobStatus(recorded('job-status-goal-stop'))?.deployments,
    ).toMatchObject([{ start: false }]);
    expect(
      projectJobStatus(recorded('job-status-flap'))?.tasks.get('host-1'),
    ).toEqual({ state: 'EXITED', flapping: true });
  });

  it('still says of a host that is down that the job runs there', () => {
    const status = projectJobStatus(recorded('down-job-status'));
    expect(status?.tasks.get('host-2')?.state).toBe('RUNNING');
    expect(projectHost(recorded('down-host-statuses')['host-2'])).toEqual({
      up: false,
      cpus: 2,
      memoryBytes: 25276502016,
    });
    expect(projectHost(recorded('post-host-statuses')['host-1'])?.up).toBe(
      true,
    );
  });

  it('has another signature when a container was started anew', () => {
    const raw = recorded('job-status-manual');
    const again = JSON.parse(
      recordedText('job-status-manual').replace(
        /"containerId":"[0-9a-f]+"/,
        '"containerId":"another"',
      ),
    );
    expect(projectJobStatus(again)?.signature).not.toBe(
      projectJobStatus(raw)?.signature,
    );
    expect(projectJobStatus(raw)?.signature).toBe(
      projectJobStatus(recorded('job-status-manual'))?.signature,
    );
  });
});

describe('what a real master tells of groups', () => {
  it.each([
    ['dg-status-idle', 'IDLE', null, '', 2],
    ['dg-status-rolling2', 'ROLLING_OUT', 'MANUAL', '', 2],
    ['dg-status-active2', 'ACTIVE', 'MANUAL', '', 2],
    ['dg-status-stopped', 'FAILED', 'MANUAL', 'Stopped by user', 2],
    ['back-dg-status-hostschanged', 'ROLLING_OUT', 'HOSTS_CHANGED', '', 2],
  ])('%s', (name, status, reason, error, hosts) => {
    const group = projectGroup('web', recorded(name));
    expect(group).toMatchObject({ name: 'web', status, reason, error });
    expect(group?.hosts).toHaveLength(hosts);
  });

  it('is refused where it is something else', () => {
    expect(projectGroup('web', recorded('err-415'))).toBeUndefined();
    expect(projectGroup('web', null)).toBeUndefined();
  });
});

describe('what a real master tells of the past', () => {
  const stays = (name: string) => projectHistory(recorded(name));

  it('is when a job came to each host, first ran there, and was taken away', () => {
    expect(stays('history-web1-after')).toEqual([
      {
        host: 'host-1',
        start: 1795257666846,
        running: 1795257666890,
        end: 1795257671874,
        stopped: false,
      },
      {
        host: 'host-2',
        start: 1795257669862,
        running: 1795257669891,
        end: 1795257674896,
        stopped: false,
      },
    ]);
  });

  it('does not count the restart of an agent', () => {
    expect(stays('history-undeployed')).toEqual([
      {
        host: 'host-1',
        start: 1795257651948,
        running: 1795257652149,
        end: 1795257935225,
        stopped: false,
      },
    ]);
  });

  it('does not know when began what crashed so often that it is forgotten', () => {
    expect(stays('history-flap')).toEqual([
      { host: 'host-1', start: null, running: null, end: null, stopped: false },
    ]);
  });

  it('is nothing of a job that was removed', () => {
    expect(stays('history-removed')).toEqual([]);
    expect(projectHistory({ status: 'OK' })).toBeUndefined();
  });
});

it.each([
  ['post-statuses-short', 'Invalid id web:1'],
  ['err-404', undefined],
  ['err-415', expect.stringContaining('Unrecognized token')],
  ['history-removed', 'JOB_ID_NOT_FOUND'],
  ['hosts-namePattern-bad', expect.stringContaining('There was an error')],
])('finds the words of the refusal %s', (name, words) => {
  expect(wordsOf(recordedText(name))).toEqual(words);
});

it('does not repeat the page of a gateway', () => {
  expect(wordsOf('<html>Bad gateway</html>')).toBeUndefined();
});
