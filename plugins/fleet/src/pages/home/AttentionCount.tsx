import { RiCheckboxCircleFill, RiErrorWarningFill } from '@remixicon/react';
import { Mark } from '../../components/Mark';
import { StackBar } from '../../components/StackBar';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import styles from './AttentionCount.module.css';
import type { TeamNode } from './teamTree';

/** How many of a team's services need attention, as a number and as a share of all. */
export function AttentionCount({ team }: { team: TeamNode }) {
  const t = useT();
  if (team.services === 0) {
    return <span className={styles.quiet}>{t('team.list.noService')}</span>;
  }
  if (team.attention === 0) {
    return (
      <Mark
        tone="good"
        icon={<RiCheckboxCircleFill size={16} />}
        word={t('team.list.allWell')}
      />
    );
  }
  return (
    <span className={styles.line}>
      <span className={styles.count}>
        <Mark
          tone="warn"
          icon={<RiErrorWarningFill size={16} />}
          word={formatNumber(t, team.attention)}
        />
      </span>
      <span className={styles.share}>
        <StackBar
          parts={[
            { id: 'attention', value: team.attention, tone: 'warn' },
            {
              id: 'rest',
              value: team.services - team.attention,
              tone: 'none',
            },
          ]}
        />
      </span>
    </span>
  );
}
