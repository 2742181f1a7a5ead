import type { DeliveryChoices } from '@landfall/backstage-plugin-fleet-common';
import type { ChoiceName } from './words';

/** Where a choice stands in the configuration. */
export const CHOICE_KEYS: Record<ChoiceName, string> = {
  windows: 'fleet.delivery.windows',
  timeZone: 'fleet.timeZone',
  joinMinutes: 'fleet.deployments.joinMinutes',
  finish: 'fleet.deployments.finish',
  leadTimeFrom: 'fleet.delivery.leadTimeFrom',
  incidentHours: 'fleet.delivery.incidentHours',
  rolledBack: 'fleet.delivery.rolledBack',
  failRateWithRollbacks: 'fleet.delivery.failRateWithRollbacks',
  hotfixLabels: 'fleet.delivery.hotfixLabels',
  hotfixBranches: 'fleet.delivery.hotfixBranches',
  workingHours: 'fleet.delivery.workingHours',
  minutesPerLoad: 'fleet.delivery.minutesPerLoad',
  bands: 'fleet.delivery.bands',
};

const WEEK = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** The lines of configuration that choose what is chosen: to be pasted, and changed. */
export function configurationOf(
  name: ChoiceName,
  chosen: DeliveryChoices,
): string {
  const path = CHOICE_KEYS[name].split('.');
  const lines = path.map((key, depth) => `${'  '.repeat(depth)}${key}:`);
  const last = lines.length - 1;
  const inner = '  '.repeat(path.length);
  const value = valueIn(name, chosen);
  if (typeof value === 'string') lines[last] += ` ${value}`;
  else lines.push(...value.map(([key, text]) => `${inner}${key}: ${text}`));
  if (name === 'windows') {
    lines.push(`    firstWindow: ${chosen.windows.first}`);
  }
  return `${lines.join('\n')}\n`;
}

/** YAML: on one line, or as keys below. */
function valueIn(
  name: ChoiceName,
  chosen: DeliveryChoices,
): string | [key: string, text: string][] {
  switch (name) {
    case 'windows':
      return flow(chosen.windows.days);
    case 'hotfixLabels':
    case 'hotfixBranches':
      return flow(chosen[name]);
    case 'bands':
      return JSON.stringify(chosen.bands);
    case 'minutesPerLoad': {
      const entries = Object.entries(chosen.minutesPerLoad);
      return entries.length === 0
        ? '{}'
        : entries.map(([kind, minutes]) => [kind, String(minutes)]);
    }
    case 'workingHours': {
      const { zone, days, holidays, ...times } = chosen.workingHours;
      return [
        ['zone', zone],
        ['days', `[${days.map(day => WEEK[day - 1]).join(', ')}]`],
        ...Object.entries(times).map(([key, time]): [string, string] => [
          key,
          JSON.stringify(time),
        ]),
        // What cannot be told as a whole must not be replaced by a part of it.
        ...(holidays.total === holidays.items.length
          ? [['holidays', flow(holidays.items)] satisfies [string, string]]
          : []),
      ];
    }
    default:
      return String(chosen[name]);
  }
}

function flow(values: readonly (string | number)[]): string {
  return `[${values.map(value => JSON.stringify(value)).join(', ')}]`;
}
