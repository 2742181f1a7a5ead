/** What is chosen about how delivery is measured, for people to read. Nothing of it is secret. */
import type {
  Choices,
  DeliveryChoices,
  EnvironmentMappings,
  WorkingHoursChoice,
} from '@landfall/backstage-plugin-fleet-common';
import { ConfigReader } from '@backstage/config';
import { readFleetConfig, type FleetConfig } from './config';
import { configuredHours, windowsOf } from './deliveryConfig';
import type { WorkingHours } from './delivery/workingHours';

const MAX_MAPPINGS = 100;
const MAX_TEAMS = 100;
const MAX_HOLIDAYS = 50;

/** Makes the choices ready to be told. */
export function choicesOf(config: FleetConfig): Choices {
  const teams = [...configuredHours(config.delivery, config).teams].sort(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  return {
    chosen: chosenIn(config),
    defaults: chosenIn(withoutChoices()),
    teams: {
      total: teams.length,
      items: teams
        .slice(0, MAX_TEAMS)
        .map(([team, { hours }]) => ({ team, hours: hoursChoice(hours) })),
    },
    targets: mappingsOf(config.environments, ({ labels = {}, ...match }) => ({
      ...match,
      ...Object.fromEntries(
        Object.entries(labels).map(([name, patterns]) => [
          `labels.${name}`,
          patterns,
        ]),
      ),
    })),
    ci: mappingsOf(config.delivery.environments, match => match),
  };
}

function withoutChoices(): FleetConfig {
  return readFleetConfig({ config: new ConfigReader({}), sources: [] }).value;
}

function chosenIn(config: FleetConfig): DeliveryChoices {
  const { delivery, deployments, timeZone } = config;
  return {
    windows: windowsOf(delivery),
    timeZone,
    joinMinutes: deployments.joinMinutes,
    finish: deployments.finish,
    leadTimeFrom: delivery.leadTimeFrom,
    hotfixLabels: delivery.hotfixLabels,
    hotfixBranches: delivery.hotfixBranches,
    rolledBack: delivery.rolledBack,
    failRateWithRollbacks: delivery.failRateWithRollbacks,
    incidentHours: delivery.incidentHours,
    workingHours: hoursChoice(configuredHours(delivery, config).everybody),
    minutesPerLoad: delivery.minutesPerLoad,
    bands: delivery.bands,
  };
}

function hoursChoice(hours: WorkingHours): WorkingHoursChoice {
  const holidays = [...new Set(hours.holidays)].sort();
  return {
    zone: hours.zone,
    days: [...new Set(hours.days)].sort(),
    from: clock(hours.from),
    until: clock(hours.until),
    nightFrom: clock(hours.night.from),
    nightUntil: clock(hours.night.until),
    shiftFrom: clock(hours.shiftFrom),
    holidays: {
      total: holidays.length,
      items: holidays.slice(0, MAX_HOLIDAYS),
    },
  };
}

/** Minutes after midnight as `09:00`. */
function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60]
    .map(part => String(part).padStart(2, '0'))
    .join(':');
}

function mappingsOf<Match extends object>(
  mappings: readonly { name: string; production: boolean; match: Match }[],
  conditionsOf: (match: Match) => object,
): EnvironmentMappings {
  return {
    total: mappings.length,
    items: mappings
      .slice(0, MAX_MAPPINGS)
      .map(({ name, production, match }) => ({
        name,
        production,
        conditions: Object.entries(conditionsOf(match)).flatMap(
          ([of, patterns]: [string, string[] | undefined]) =>
            patterns ? [{ of, patterns }] : [],
        ),
      })),
  };
}
