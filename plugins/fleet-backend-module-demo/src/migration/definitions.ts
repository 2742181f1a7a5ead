import type { MigrationDefinitionInput } from '@landfall/backstage-plugin-fleet-common';
import { RPC_TAG } from '../catalog/entities';
import type { Company } from '../company/types';
import { GRPC, MOVE, wavesOfSystems, type WavePlan } from './plan';
import { dayAfter, monthOf } from './times';

/** The two migrations of the made-up company, with dates around the month of an instant. */
export function migrationsOf(
  company: Company,
  now: number,
): MigrationDefinitionInput[] {
  const month = monthOf(now);
  const owners = new Set(company.teams.map(team => team.name));
  const ownerOf = (wanted: string) =>
    `group:default/${
      owners.has(wanted) ? wanted : company.teams[0]?.name ?? wanted
    }`;
  const dates = (plan: { startWeek: number; targetWeek: number }) => ({
    start: dayAfter(month, plan.startWeek),
    target: dayAfter(month, plan.targetWeek),
  });
  return [
    {
      id: MOVE.id,
      title: 'Helios to Kubernetes',
      description:
        'Every service leaves Helios. A wave begins when its gates hold; a service is done when nothing of it is left on Helios for a day.',
      template: 'helios-to-kubernetes',
      owner: ownerOf('developer-experience'),
      sponsor: 'VP Infrastructure',
      scope: { 'spec.type': 'service' },
      ...dates(MOVE),
      waves: wavesOf(company, MOVE.waves, month),
      validation: [{ rule: 'load_test' }, { rule: 'soak', hours: 4 }],
    },
    {
      id: GRPC.id,
      title: 'In-house RPC to gRPC',
      description:
        'Services that others call speak gRPC on every port, in every production cluster.',
      template: 'rpc-to-grpc',
      owner: ownerOf('foundations'),
      sponsor: 'VP Engineering',
      scope: { 'metadata.tags': { $contains: RPC_TAG } },
      ...dates(GRPC),
      waves: wavesOf(company, GRPC.waves, month),
      validation: [{ rule: 'soak', hours: 12 }],
    },
  ];
}

function wavesOf(
  company: Company,
  plans: readonly WavePlan[],
  month: number,
): MigrationDefinitionInput['waves'] {
  const places = wavesOfSystems(company, plans);
  return plans.flatMap(({ id, title, dates, gates = [] }, index) => {
    const systems = [...places]
      .filter(([, place]) => place === index)
      .map(([system]) => system);
    if (systems.length === 0) return [];
    return [
      {
        id,
        title,
        ...(dates && {
          start: dayAfter(month, dates.start),
          end: dayAfter(month, dates.end),
        }),
        match: { 'spec.system': { $in: systems } },
        gates,
      },
    ];
  });
}
