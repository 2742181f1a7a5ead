import { Link } from '@backstage/ui';
import type { SourceList } from '@landfall/backstage-plugin-fleet-common';
import { RiHourglassLine } from '@remixicon/react';
import { StateBox } from '../../components/StateBox';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { useSources } from '../../data/useFleetQuery';
import { formatNumber } from '../../format/units';

/** What deployments join with. */
const JOINS = ['change', 'release', 'ci_deployment', 'rollout'];
/** How many scopes are named. */
const NAMED = 3;

/** Says that not all was read or derived yet: some of what does not join is only not there yet. */
export function StillReading() {
  const t = useT();
  const paths = useFleetPaths();
  // Who may not see sources is told by none: what is listed stands by itself.
  const { data } = useSources();
  if (!data) return null;
  const scopes = unfinished(data);
  if (scopes.length === 0 && data.projection.rebuilding === null) return null;
  return (
    <StateBox
      compact
      icon={<RiHourglassLine />}
      title={
        scopes.length === 0
          ? t('delivery.quality.rebuilding')
          : t('delivery.quality.reading', {
              count: scopes.length,
              scopes:
                scopes.length > NAMED
                  ? t('delivery.quality.andMore', {
                      names: scopes.slice(0, NAMED).join(', '),
                      number: formatNumber(t, scopes.length - NAMED),
                    })
                  : scopes.join(', '),
            })
      }
    >
      <Link href={paths.sources}>{t('delivery.quality.toSources')}</Link>
    </StateBox>
  );
}

function unfinished({ items }: SourceList): string[] {
  return items
    .filter(({ observes }) => observes.some(kind => JOINS.includes(kind)))
    .flatMap(({ scopes }) => scopes)
    .filter(({ state }) => state === 'never')
    .map(({ scope }) => scope);
}
