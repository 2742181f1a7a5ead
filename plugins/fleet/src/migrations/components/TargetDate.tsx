import type { MigrationSummary } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatDate, formatMoment } from '../../format/times';
import { slipPhrase, targetPhrase } from '../../sentences/migration';

/** When the migration should be done, how far off that is, and how often the date slipped; each slip on hover and focus. */
export function TargetDate({
  summary,
  today,
}: {
  summary: Pick<MigrationSummary, 'migration' | 'progress'>;
  /** The day of the portal's calendar. */
  today: string;
}) {
  const t = useT();
  const { migration, progress } = summary;
  const done = progress.scope > 0 && progress.done >= progress.scope;
  const slip = slipPhrase(t, migration);
  const lines = migration.slips.map(({ from, to, at }) =>
    t('migrations.target.slipLine', {
      at: formatMoment(t, at),
      from: formatDate(t, from),
      to: formatDate(t, to),
    }),
  );
  return (
    <Hint text={[t('migrations.target.hint'), ...lines].join('\n')} underline>
      {[targetPhrase(migration, { t, today, done }), slip]
        .filter(Boolean)
        .join('; ')}
    </Hint>
  );
}
