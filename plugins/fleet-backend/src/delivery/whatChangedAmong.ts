/**
 * Which services moved a number of a team. Of a median over services it is told how far it would be from where it is without one of them; what is
 * counted adds up, so there each service's own difference is its part. Neither orders services by how good they are.
 */
import { median } from './median';
import type { Metric } from './types';
import {
  explained,
  unexplained,
  type ChangePart,
  type WhatChanged,
} from './whatChanged';

/** A service, by its reference. */
export interface ServiceSubject {
  kind: 'service';
  service: string;
}

/** The same metric of a service. */
export interface ServiceMetric {
  service: string;
  metric: Metric;
}

/**
 * Explains the number of a team.
 *
 * @param services - in the order in which those are told between which nothing else decides; at least one.
 * @throws RangeError when there is none.
 */
export function whatChangedAmong(
  services: readonly ServiceMetric[],
): WhatChanged<ServiceSubject> {
  if (services.length === 0) {
    throw new RangeError('Nothing changed among no services');
  }
  const [{ metric }] = services;
  return metric.unit === 'count' || metric.unit === 'hours'
    ? ofSums(services, metric)
    : ofMedians(services, metric);
}

type Named = Pick<Metric, 'metric' | 'unit'>;

/** Of those that have the number in both windows: what newly is observed did not change. */
function ofSums(
  services: readonly ServiceMetric[],
  { metric, unit }: Named,
): WhatChanged<ServiceSubject> {
  const both = services.filter(
    one => one.metric.value !== null && one.metric.previous !== null,
  );
  const sum = (of: 'value' | 'previous') =>
    both.length === 0
      ? null
      : both.reduce((all, one) => all + (one.metric[of] ?? 0), 0);
  const told = {
    metric,
    unit,
    value: sum('value'),
    n: both.length,
    previous: sum('previous'),
    previousN: both.length,
    how: 'adds_up',
  } as const;
  const why =
    both.length === 0 && services.some(one => one.metric.value !== null)
      ? 'no_previous'
      : unexplained(told);
  return explained<ServiceSubject>(told, {
    unexplained: why,
    parts:
      why === null
        ? both.map(one =>
            partOf(one, (one.metric.value ?? 0) - (one.metric.previous ?? 0)),
          )
        : [],
  });
}

function ofMedians(
  services: readonly ServiceMetric[],
  { metric, unit }: Named,
): WhatChanged<ServiceSubject> {
  const now = services.filter(one => one.metric.value !== null);
  const both = now.filter(one => one.metric.previous !== null);
  const values = sorted(now.map(one => one.metric.value ?? 0));
  const previous = sorted(both.map(one => one.metric.previous ?? 0));
  const told = {
    metric,
    unit,
    value: median(values),
    n: now.length,
    previous: median(previous),
    previousN: both.length,
    how: 'left_out',
  } as const;
  // A median over services is one of few things whatever each of them is.
  const why = unexplained({ ...told, unit: 'seconds' });
  const shift = (list: readonly number[], left: number | null): number => {
    if (left === null) return 0;
    const at = list.indexOf(left);
    const without = [...list.slice(0, at), ...list.slice(at + 1)];
    return (median(list) ?? 0) - (median(without) ?? 0);
  };
  return explained<ServiceSubject>(told, {
    unexplained: why,
    parts:
      why === null
        ? now.map(one =>
            partOf(
              one,
              shift(values, one.metric.value) -
                shift(previous, one.metric.previous),
            ),
          )
        : [],
  });
}

function sorted(values: number[]): number[] {
  return values.sort((a, b) => a - b);
}

function partOf(
  { service, metric }: ServiceMetric,
  influence: number,
): ChangePart<ServiceSubject> {
  return {
    of: { kind: 'service', service },
    n: metric.n,
    previousN: metric.previousN,
    value: metric.value,
    previous: metric.previous,
    influence,
  };
}
