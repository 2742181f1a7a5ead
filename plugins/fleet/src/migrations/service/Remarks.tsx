import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import {
  RiForbidFill,
  RiGitForkLine,
  RiHand,
  RiQuestionAnswerLine,
  RiShieldLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { Mark, type Tone } from '../../components/Mark';
import { useT } from '../../components/useT';
import { formatMoment } from '../../format/times';
import { stageWord } from '../../sentences/standing';
import type { FleetT } from '../../translation';
import { OutLink } from './OutLink';
import styles from './MigrationPanel.module.css';

interface Remark {
  id: string;
  tone: Tone;
  icon: ReactElement;
  word: string;
  text: string;
  link: string | null;
}

/** What people said that bears on where it stands: a set stage beside the derived one, an exemption, a blockage. */
export function Remarks({ detail }: { detail: StandingDetail }) {
  const t = useT();
  const remarks = remarksOf(t, detail);
  if (remarks.length === 0) return null;
  return (
    <ul className={styles.list}>
      {remarks.map(one => (
        <li key={one.id} className={styles.line}>
          <Mark tone={one.tone} icon={one.icon} word={one.word} />
          <span className={styles.text}>{one.text}</span>
          <OutLink href={one.link}>{t('migration.marks.link')}</OutLink>
        </li>
      ))}
    </ul>
  );
}

function remarksOf(t: FleetT, { standing }: StandingDetail): Remark[] {
  const { blocked, override, exemption, conflict, derivedStage } = standing;
  const until = (at: string | null) =>
    at ? formatMoment(t, at) : t('migration.marks.never');
  const remarks: Remark[] = [];
  if (blocked) {
    remarks.push({
      id: blocked.id,
      tone: 'bad',
      icon: <RiForbidFill size={16} />,
      word: t('migration.marks.blocked'),
      // Why, and for whom it waits, is in the sentence right above.
      text: t('migration.marks.blockedText', {
        since: formatMoment(t, blocked.at),
        author: blocked.author.title,
      }),
      link: blocked.link,
    });
  }
  if (override) {
    remarks.push({
      id: override.id,
      tone: conflict ? 'bad' : 'quiet',
      icon: conflict ? <RiGitForkLine size={16} /> : <RiHand size={16} />,
      word: conflict
        ? t('migration.marks.overrideConflict')
        : t('migration.marks.override'),
      text: t('migration.marks.overrideText', {
        stage: stageWord(t, override.stage),
        author: override.author.title,
        until: until(override.expiresAt),
        reason: override.reason,
        derived: derivedStage ? stageWord(t, derivedStage) : t('common.none'),
      }),
      link: override.link,
    });
  }
  if (exemption) {
    const author = exemption.author.title;
    remarks.push({
      id: exemption.id,
      tone: exemption.approved ? 'quiet' : 'busy',
      icon: exemption.approved ? (
        <RiShieldLine size={16} />
      ) : (
        <RiQuestionAnswerLine size={16} />
      ),
      word: exemption.approved
        ? t('migration.marks.exemption')
        : t('migration.marks.exemptionAsked'),
      text: exemption.approved
        ? t('migration.marks.exemptionText', {
            author,
            approver: exemption.approver?.title ?? t('common.none'),
          })
        : t('migration.marks.exemptionAskedText', {
            author,
            until: until(exemption.expiresAt),
            reason: exemption.reason,
          }),
      link: exemption.link,
    });
  }
  return remarks;
}
