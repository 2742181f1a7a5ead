import type {
  DeliveryChoices,
  MetricName,
  WorkingHoursChoice,
} from '@landfall/backstage-plugin-fleet-common';
import { formatNumber } from '../format/units';
import type { FleetT } from '../translation';

const DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** Whatever an administrator chooses about delivery, but for mappings and calendars of teams. */
export type ChoiceName = keyof DeliveryChoices;

/** What the definition of a metric leaves open, in the order in which it is said. */
const OPEN_IN: Partial<Record<MetricName, readonly ChoiceName[]>> = {
  lead_time: ['leadTimeFrom', 'finish'],
  deployment_frequency: ['joinMinutes'],
  change_fail_rate: [
    'incidentHours',
    'failRateWithRollbacks',
    'rolledBack',
    'hotfixLabels',
  ],
  recovery_time: ['finish'],
  rework_rate: ['hotfixLabels'],
  load_hours: ['minutesPerLoad'],
};

/** What is chosen of what the definition of a metric leaves open, in sentences; empty where it leaves nothing open. */
export function chosenOf(
  t: FleetT,
  metric: MetricName,
  chosen: DeliveryChoices,
): string {
  const { workingHours: hours } = chosen;
  if (metric === 'pages_out_of_hours') return hoursSentence(t, hours);
  if (metric === 'pages_at_night') return nightSentence(t, hours);
  if (metric === 'busy_shifts') return shiftSentence(t, hours);
  return (OPEN_IN[metric] ?? [])
    .map(name => effectOf(t, name, chosen))
    .join(' ');
}

/** What a choice does, in a sentence with its value. */
export function effectOf(
  t: FleetT,
  name: ChoiceName,
  chosen: DeliveryChoices,
): string {
  switch (name) {
    case 'windows':
      return t('measures.says.windows', {
        list: joined(
          t,
          chosen.windows.days.map(days => windowWord(t, days)),
        ),
        first: windowWord(t, chosen.windows.first),
      });
    case 'timeZone':
      return t('measures.says.timeZone', { zone: chosen.timeZone });
    case 'joinMinutes':
      return t('measures.says.joinMinutes', {
        minutes: formatNumber(t, chosen.joinMinutes),
      });
    case 'finish':
      return t(`measures.says.finish.${chosen.finish}`);
    case 'leadTimeFrom':
      return t(`measures.says.leadTimeFrom.${chosen.leadTimeFrom}`);
    case 'incidentHours':
      return t('measures.says.incidentHours', {
        hours: formatNumber(t, chosen.incidentHours),
      });
    case 'rolledBack':
      return t(`measures.says.rolledBack.${chosen.rolledBack}`);
    case 'failRateWithRollbacks':
      return chosen.failRateWithRollbacks
        ? t('measures.says.rollbacks.with')
        : t('measures.says.rollbacks.without');
    case 'hotfixLabels':
    case 'hotfixBranches':
      return hotfixSentence(t, chosen);
    case 'workingHours':
      return [
        hoursSentence(t, chosen.workingHours),
        nightSentence(t, chosen.workingHours),
        shiftSentence(t, chosen.workingHours),
      ].join(' ');
    case 'minutesPerLoad':
      return Object.keys(chosen.minutesPerLoad).length > 0
        ? t('measures.says.minutes', { list: minutesWords(t, chosen) })
        : t('measures.says.noMinutes');
    default:
      return chosen.bands === 'none'
        ? t('measures.says.bands.none')
        : t('measures.says.bands.edition', { edition: chosen.bands });
  }
}

/** The value of a choice in a few words. */
export function valueOf(
  t: FleetT,
  name: ChoiceName,
  chosen: DeliveryChoices,
): string {
  const none = t('measures.page.none');
  switch (name) {
    case 'windows':
      return joined(
        t,
        chosen.windows.days.map(days => windowWord(t, days)),
      );
    case 'timeZone':
      return chosen.timeZone;
    case 'joinMinutes':
      return t('common.minutes', {
        value: formatNumber(t, chosen.joinMinutes),
      });
    case 'finish':
      return t(`measures.value.finish.${chosen.finish}`);
    case 'leadTimeFrom':
      return t(`measures.value.leadTimeFrom.${chosen.leadTimeFrom}`);
    case 'incidentHours':
      return t('common.hours', {
        value: formatNumber(t, chosen.incidentHours),
      });
    case 'rolledBack':
      return t(`measures.value.rolledBack.${chosen.rolledBack}`);
    case 'failRateWithRollbacks':
      return chosen.failRateWithRollbacks
        ? t('measures.page.yes')
        : t('measures.page.no');
    case 'hotfixLabels':
      return chosen.hotfixLabels.join(', ') || none;
    case 'hotfixBranches':
      return chosen.hotfixBranches.join(', ') || none;
    case 'workingHours':
      return hoursWords(t, chosen.workingHours);
    case 'minutesPerLoad':
      return minutesWords(t, chosen) || none;
    default:
      return chosen.bands === 'none' ? none : chosen.bands;
  }
}

/** A calendar in a few words. */
export function hoursWords(t: FleetT, hours: WorkingHoursChoice): string {
  const { from, until, nightFrom, nightUntil, shiftFrom, zone } = hours;
  const { total, items } = hours.holidays;
  const times = t('measures.page.hoursOf', {
    ...{ from, until, nightFrom, nightUntil, shiftFrom, zone },
    days: dayWords(t, hours.days),
  });
  if (total === 0) return times;
  const list = items.join(', ');
  const more = total - items.length;
  const free = t('measures.page.holidays', {
    list:
      more > 0 ? t('measures.page.holidaysMore', { list, count: more }) : list,
  });
  return `${times}; ${free}`;
}

/** "Monday to Friday", "Sunday, Monday". */
export function dayWords(t: FleetT, days: readonly number[]): string {
  const word = (day: number) => t(`measures.day.${DAYS[day - 1]}`);
  const isRow = days.every((day, i) => i === 0 || day === days[i - 1] + 1);
  return isRow && days.length > 2
    ? t('measures.dayRange', {
        first: word(days[0]),
        last: word(days[days.length - 1]),
      })
    : days.map(word).join(', ') || t('measures.page.none');
}

function hoursSentence(t: FleetT, hours: WorkingHoursChoice): string {
  const { from, until, zone, days } = hours;
  return days.length === 0
    ? t('measures.says.noHours')
    : t('measures.says.hours', { from, until, zone, days: dayWords(t, days) });
}

function nightSentence(t: FleetT, hours: WorkingHoursChoice): string {
  const { nightFrom: from, nightUntil: until, zone } = hours;
  return t('measures.says.night', { from, until, zone });
}

function shiftSentence(t: FleetT, hours: WorkingHoursChoice): string {
  const { shiftFrom: from, zone } = hours;
  return t('measures.says.shift', { from, zone });
}

function hotfixSentence(t: FleetT, chosen: DeliveryChoices): string {
  const { hotfixLabels, hotfixBranches } = chosen;
  const signs = [
    hotfixLabels.length > 0
      ? t('measures.says.hotfixLabels', { names: quoted(hotfixLabels) })
      : [],
    hotfixBranches.length > 0
      ? t('measures.says.hotfixBranches', { names: quoted(hotfixBranches) })
      : [],
  ].flat();
  const [first, last] = signs;
  if (first === undefined) return t('measures.says.noHotfix');
  return t('measures.says.hotfix', {
    what: last ? t('measures.says.either', { first, last }) : first,
  });
}

function minutesWords(t: FleetT, { minutesPerLoad }: DeliveryChoices): string {
  return Object.entries(minutesPerLoad)
    .map(([kind, minutes]) =>
      t('measures.says.minutesOf', {
        kind: t(`delivery.metric.${kind as MetricName}`),
        minutes: formatNumber(t, minutes),
      }),
    )
    .join(', ');
}

function windowWord(t: FleetT, days: number): string {
  return t('common.windowDays', { count: days });
}

function joined(t: FleetT, words: readonly string[]): string {
  const last = words[words.length - 1];
  return words.length < 2
    ? last
    : t('common.and', { first: words.slice(0, -1).join(', '), last });
}

function quoted(names: readonly string[]): string {
  return names.map(name => `“${name}”`).join(', ');
}
