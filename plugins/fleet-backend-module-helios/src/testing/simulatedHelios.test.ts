import { recorded } from './recorded';
import { SimulatedHelios } from './simulatedHelios';

/** The keys that an answer has, at every depth; names of jobs, hosts and variables are one. */
function shapeOf(value: unknown, names: readonly RegExp[]): unknown {
  if (Array.isArray(value))
    return value.slice(0, 1).map(v => shapeOf(v, names));
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      names.some(name => name.test(key)) ? 'name' : key,
      shapeOf(part, names),
    ]),
  );
}
const names = [/^host-/, /^[a-z]+:\d:[0-9a-f]{40}$/, /^[A-Z_]+$/];
/** What the source does not read, and differs from job to job. */
const without = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (key, part) =>
      [
        'command',
        'env',
        'ports',
        'metadata',
        'hostSelectors',
        'rolloutOptions',
        'hostInfo',
        'agentInfo',
        'labels',
      ].includes(key)
        ? undefined
        : part,
    ),
  );

it('answers in the shapes of a real master', () => {
  const helios = new SimulatedHelios({
    now: 1_790_000_000_000,
    hosts: { 'host-1': 0, 'host-2': 0 },
  });
  const web = helios.createJob({ name: 'web', version: '2' });
  const batch = helios.createJob({ name: 'batch', version: '1' });
  helios.createGroup('web');
  const idle = helios.answer('/deployment-group/web/status', undefined);
  helios.rollingUpdate('web', web);
  helios.settle();
  helios.deploy(batch, 'host-1');
  const statuses = helios.answer('/jobs/statuses', [web, batch]) as object;
  const recordedStatuses = Object.entries(recorded('post-statuses')).filter(
    ([id]) => id.startsWith('web:2'),
  );
  const pairs: [unknown, unknown][] = [
    [helios.answer('/jobs', undefined), recorded('jobs')],
    [
      Object.fromEntries(
        Object.entries(statuses).filter(([id]) => id.startsWith('web:')),
      ),
      Object.fromEntries(recordedStatuses),
    ],
    [
      Object.entries(statuses).find(([id]) => id === batch)?.[1],
      recorded('job-status-manual'),
    ],
    [idle, recorded('dg-status-idle')],
    [
      helios.answer('/deployment-group/web/status', undefined),
      recorded('dg-status-active2'),
    ],
    [
      helios.answer(`/history/jobs/${web}`, undefined),
      recorded('history-web1-after'),
    ],
    [helios.answer('/history/jobs/x', undefined), recorded('history-removed')],
    [
      helios.answer('/hosts/statuses', ['host-1', 'host-2']),
      recorded('post-host-statuses'),
    ],
    [helios.answer('/hosts', undefined), recorded('hosts')],
  ];
  for (const [simulated, real] of pairs) {
    expect(shapeOf(without(simulated), names)).toEqual(
      shapeOf(without(real), names),
    );
  }
});
