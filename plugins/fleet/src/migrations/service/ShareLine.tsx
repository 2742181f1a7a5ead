import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import { RiErrorWarningLine } from '@remixicon/react';
import { Hint } from '../../components/Hint';
import { Mark } from '../../components/Mark';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import { PanelPart } from './PanelPart';
import { sharePhrase } from './sharePhrase';
import styles from './MigrationPanel.module.css';
import bar from './ShareLine.module.css';

/** How much is on the new side, by what that is known, and the traffic that sources tell of. */
export function ShareLine({ detail }: { detail: StandingDetail }) {
  const t = useT();
  const { standing, migration, traffic } = detail;
  const { share, shareBy } = standing;
  return (
    <PanelPart title={t('migration.share.title', { to: migration.toTitle })}>
      {share === null || shareBy === null ? (
        <p className={styles.quiet}>{t('migration.share.none')}</p>
      ) : (
        <div className={styles.part}>
          <div className={bar.bar} aria-hidden="true">
            <span className={bar.part} style={{ width: `${share * 100}%` }} />
          </div>
          <Hint text={t(`migration.share.${shareBy}Hint`)} underline>
            {sharePhrase(t, standing)}
          </Hint>
        </div>
      )}
      {traffic.length > 0 && (
        <ul className={styles.list}>
          {traffic.map(one => (
            <li
              key={`${one.side} ${one.source} ${one.scope} ${one.platform}`}
              className={styles.line}
            >
              <span>
                {t('migration.evidence.traffic', {
                  rate: formatNumber(t, one.requestsPerSecond),
                  platform: one.platform,
                })}
              </span>
              <span className={styles.quiet}>
                {t('migration.evidence.source', {
                  source: one.source,
                  scope: one.scope,
                })}
              </span>
              {one.claimedTwice && (
                <Mark
                  tone="warn"
                  icon={<RiErrorWarningLine size={14} />}
                  word={t('migration.share.claimedTwice')}
                  hint={t('migration.share.claimedTwiceHint')}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </PanelPart>
  );
}
