import type {
  Deployment,
  ServiceDetail,
  Target,
} from '@landfall/backstage-plugin-fleet-common';
import { formatRelative } from '../format/times';
import { formatSpan, toWholeSpan } from '../format/units';
import { readinessWord } from '../components/words';
import type { FleetT } from '../translation';
import { freshnessSentence, joinSentences } from './freshness';

/** What a service's tab says first: where it runs and how, what its last deployment did, and what is not known. */
export function serviceSentence(
  t: FleetT,
  service: ServiceDetail,
  now: number,
): string {
  return joinSentences(
    whereSentence(t, service),
    deploymentSentence(t, service.lastDeployment, now),
    freshnessSentence(t, service.sources, now),
  );
}

/** "Runs v141 on kubernetes (3 clusters): ready." */
function whereSentence(t: FleetT, service: ServiceDetail): string {
  const { targets } = service;
  if (targets.length === 0) {
    return t(
      service.lastDeployment === null
        ? 'service.sentence.notSeen'
        : 'service.sentence.onlyCi',
    );
  }
  const here = targets.filter(target => target.readiness !== 'gone');
  if (here.length === 0) return t('service.sentence.gone');
  const production = here.filter(target => target.production);
  const shown = production.length > 0 ? production : here;
  const where = places(t, shown);
  const state = readinessWord(t, service.readiness);
  if (production.length === 0) {
    return t('service.sentence.noProduction', { where, state });
  }
  const versions = [...new Set(shown.map(target => target.version))];
  return versions.length === 1
    ? t('service.sentence.runs', { version: versions[0], where, state })
    : t('service.sentence.runsMixed', {
        versions: joinWords(t, versions.slice(0, 3)),
        where,
        state,
      });
}

function places(t: FleetT, targets: Target[]): string {
  const platforms = [...new Set(targets.map(target => target.platform))];
  return joinWords(
    t,
    platforms.map(platform => {
      const clusters = new Set(
        targets
          .filter(target => target.platform === platform)
          .map(target => target.cluster),
      );
      return t('service.sentence.clusters', {
        platform,
        count: clusters.size,
        cluster: [...clusters][0],
      });
    }),
  );
}

function joinWords(t: FleetT, words: string[]): string {
  if (words.length < 2) return words.join('');
  return t('common.and', {
    first: words.slice(0, -1).join(', '),
    last: words[words.length - 1],
  });
}

/** How the last deployment went, or how long it has been on its way. */
export function deploymentSentence(
  t: FleetT,
  deployment: Deployment | null,
  now: number,
): string {
  if (!deployment) return t('service.sentence.none');
  const { version, outcome, overdueSince } = deployment;
  const since = (at: string) =>
    formatSpan(t, toWholeSpan(Math.max(0, (now - Date.parse(at)) / 1000)));
  if (overdueSince && !deployment.finishedAt) {
    return t('service.sentence.overdue', {
      version,
      span: since(overdueSince),
    });
  }
  if (outcome === 'in_progress') {
    return t('service.sentence.deploying', {
      version,
      span: since(deployment.startedAt),
    });
  }
  return t(`service.sentence.${outcome}`, {
    version,
    ago: formatRelative(t, deployment.finishedAt ?? deployment.startedAt, now),
  });
}
