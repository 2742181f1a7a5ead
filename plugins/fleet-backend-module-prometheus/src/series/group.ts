import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Answer, Sample } from '../client/answer';
import type { SubjectTemplates } from '../config/types';
import { subjectOf, type Subject } from './subject';

/** All that an answer tells of one subject. */
export interface Group {
  subject: Subject;
  /** At least one. */
  series: readonly Sample[];
}

/** An answer by what it tells of. */
export interface Grouped {
  groups: ReadonlyMap<string, Group>;
  /** Keys of subjects that have a series without a usable value: they are there, and it is not known how. */
  unclear: ReadonlySet<string>;
  problems: Problem[];
}

/**
 * Puts the series of an answer together by what they tell of. What cannot be used is counted, and told in words.
 *
 * @param answer - undefined where there is none
 * @param path - where the query stands in the configuration
 */
export function groupSeries(
  answer: Answer<Sample> | undefined,
  options: { path: string; subject: SubjectTemplates },
): Grouped {
  const { path, subject: templates } = options;
  const troubles = new Map<string, number>();
  const count = (trouble: string, by = 1) =>
    troubles.set(trouble, (troubles.get(trouble) ?? 0) + by);
  const groups = new Map<string, { subject: Subject; series: Sample[] }>();
  const unclear = new Set<string>();
  if (answer && answer.unusable > 0) {
    count('without a plain number, such as histograms', answer.unusable);
  }
  for (const sample of answer?.series ?? []) {
    const found = subjectOf(templates, sample.labels);
    if ('trouble' in found) {
      count(found.trouble);
      continue;
    }
    const { subject } = found;
    if (!Number.isFinite(sample.value)) {
      count('whose value is not a number, or infinite');
      unclear.add(subject.key);
    } else if (sample.value < 0) {
      count('whose value is below 0');
      unclear.add(subject.key);
    } else {
      const known = groups.get(subject.key);
      if (known) known.series.push(sample);
      else groups.set(subject.key, { subject, series: [sample] });
    }
  }
  // Half of a sum is no sum.
  for (const key of unclear) groups.delete(key);
  return {
    groups,
    unclear,
    problems: [...troubles].map(([trouble, number]) => ({
      text: `${path} gives ${number} series ${trouble}; ${
        number === 1 ? 'it is' : 'they are'
      } left out`,
      fix: `Correct ${path}: the query, or the templates that its labels are filled into.`,
    })),
  };
}

/** Several series that tell of one thing are added up. */
export function sumOf({ series }: Group): number {
  return series.reduce((sum, { value }) => sum + value, 0);
}
