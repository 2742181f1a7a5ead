import type {
  ServiceSummary,
  Target,
} from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../components/Hint';
import { Missing } from '../components/Missing';
import { useT } from '../components/useT';
import { formatNumber } from '../format/units';
import type { FleetT } from '../translation';
import styles from './cells.module.css';

/** On which platform and cluster a service runs, and how many instances are ready of those wanted; every target on hover and focus. */
export function RunsOnCell({ service }: { service: ServiceSummary }) {
  const t = useT();
  const here = service.targets.filter(target => target.readiness !== 'gone');
  if (here.length === 0) {
    return <Missing reason={t('team.services.nowhereHint')} />;
  }
  const production = here.filter(target => target.production);
  const candidates = production.length > 0 ? production : here;
  // A platform on which nothing is wanted is no place where it runs, unless it is the only one.
  const wanted = candidates.filter(target => !isAtRest(target));
  const shown = wanted.length > 0 ? wanted : candidates;
  const places = groupByPlatform(shown);
  return (
    <Hint text={here.map(target => targetLine(t, target)).join('\n')}>
      <span className={styles.line}>
        {places.map(([platform, targets]) => (
          <span key={platform} className={styles.place}>
            <span className={styles.platform}>{platform}</span>{' '}
            {/* On several platforms the platforms say more than the names of clusters. */}
            {places.length === 1 && (
              <span className={styles.ellipsis}>
                {clusterWords(t, targets)}
              </span>
            )}{' '}
            <span className={styles.instances}>
              {targets.every(isAtRest)
                ? t('common.readiness.at_rest')
                : instances(targets)}
            </span>
          </span>
        ))}
      </span>
    </Hint>
  );
}

function groupByPlatform(targets: Target[]): [string, Target[]][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    groups.set(target.platform, [
      ...(groups.get(target.platform) ?? []),
      target,
    ]);
  }
  return [...groups];
}

function clusterWords(t: FleetT, targets: Target[]): string {
  const clusters = [...new Set(targets.map(target => target.cluster))];
  return clusters.length === 1
    ? clusters[0]
    : t('team.services.clusters', { count: clusters.length });
}

/** "6/6": ready of wanted, over targets that told; empty if none did. */
function instances(targets: Target[]): string {
  const told = targets.filter(
    target => target.ready !== null && target.desired !== null,
  );
  if (told.length === 0) return '';
  const sum = (key: 'ready' | 'desired') =>
    told.reduce((total, target) => total + (target[key] ?? 0), 0);
  return `${sum('ready')}/${sum('desired')}`;
}

function isAtRest({ ready, desired }: Target): boolean {
  return ready === 0 && desired === 0;
}

function countOf(t: FleetT, target: Target): string {
  const { ready, desired } = target;
  if (ready === null || desired === null)
    return t('team.services.instancesUnknown');
  if (isAtRest(target)) return t('common.readiness.at_rest');
  return t('team.services.instances', {
    ready: formatNumber(t, ready),
    desired: formatNumber(t, desired),
  });
}

function targetLine(t: FleetT, target: Target): string {
  const count = countOf(t, target);
  const environment = target.environment ?? t('common.unmapped');
  return `${environment}: ${target.platform}, ${target.cluster}, ${target.namespace}/${target.workload}, ${count}`;
}
