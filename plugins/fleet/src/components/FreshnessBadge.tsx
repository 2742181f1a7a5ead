import { VisuallyHidden } from '@backstage/ui';
import type { Freshness } from '@landfall/backstage-plugin-fleet-common';
import { useNow } from '../format/now';
import { formatExact, formatRelative } from '../format/times';
import type { FleetT } from '../translation';
import { Mark } from './Mark';
import { freshnessLook } from './marks';
import { useT } from './useT';
import styles from './FreshnessBadge.module.css';

/** How far the data can be trusted and how old the oldest of it is; the scopes in trouble on hover and focus. */
export function FreshnessBadge({ freshness }: { freshness: Freshness }) {
  const t = useT();
  const now = useNow();
  const { state, asOf, troubled } = freshness;
  const age = asOf
    ? t('states.freshness.asOf', { ago: formatRelative(t, asOf, now) })
    : '';
  const hint = [
    asOf ? `${t('states.freshness.hint')} ${formatExact(t, asOf)}.` : '',
    ...troubled.map(one =>
      t('states.freshness.line', {
        scope: one.scope,
        state: t(`common.freshness.${one.state}`),
        ago: one.lastSuccess
          ? formatRelative(t, one.lastSuccess, now)
          : t('common.never'),
      }),
    ),
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <span className={styles.badge}>
      <Mark
        {...freshnessLook(state)}
        word={[headline(t, freshness), age].filter(Boolean).join(', ')}
        hint={hint}
      />
      {/* Says only changes of the state aloud, not every second. */}
      <VisuallyHidden aria-live="polite">
        {t('states.freshness.label', { state: t(`common.freshness.${state}`) })}
      </VisuallyHidden>
    </span>
  );
}

function headline(t: FleetT, { state, troubled }: Freshness): string {
  if (state === 'none') return t('states.freshness.none');
  return state === 'fresh'
    ? t('states.freshness.fresh')
    : t('states.freshness.troubled', { count: Math.max(1, troubled.length) });
}
