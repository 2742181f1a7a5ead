import type {
  DecisionKind,
  MigrationHealth,
} from '@landfall/backstage-plugin-fleet-common';
import {
  RiAlertFill,
  RiArrowDownCircleFill,
  RiCheckboxCircleLine,
  RiForbidFill,
  RiGitForkLine,
  RiHourglassFill,
  RiQuestionAnswerLine,
  RiQuestionLine,
  RiTimeFill,
  RiTimerLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { Mark, type Tone } from '../../components/Mark';
import { useT } from '../../components/useT';

type Look = { tone: Tone; icon: ReactElement };

const HEALTH: Record<MigrationHealth, Look> = {
  blocked: { tone: 'bad', icon: <RiForbidFill size={16} /> },
  stalled: { tone: 'warn', icon: <RiHourglassFill size={16} /> },
  lagging: { tone: 'warn', icon: <RiTimeFill size={16} /> },
  at_risk: { tone: 'warn', icon: <RiAlertFill size={16} /> },
  unknown: { tone: 'quiet', icon: <RiQuestionLine size={16} /> },
  on_track: { tone: 'quiet', icon: <RiCheckboxCircleLine size={16} /> },
};

const DECISIONS: Record<DecisionKind, Look> = {
  blocked: HEALTH.blocked,
  conflict: { tone: 'bad', icon: <RiGitForkLine size={16} /> },
  fell_back: { tone: 'bad', icon: <RiArrowDownCircleFill size={16} /> },
  lagging: HEALTH.lagging,
  stalled: HEALTH.stalled,
  exemption_requested: {
    tone: 'busy',
    icon: <RiQuestionAnswerLine size={16} />,
  },
  exemption_ends: { tone: 'warn', icon: <RiTimerLine size={16} /> },
};

/** How the move of a service goes: symbol, word and tint, with its definition on hover and focus. */
export function HealthMark({
  health,
  hint,
}: {
  health: MigrationHealth;
  /** Said instead of the definition, for example why it is blocked. */
  hint?: string;
}) {
  const t = useT();
  return (
    <Mark
      {...HEALTH[health]}
      word={t(`migrations.health.${health}`)}
      hint={hint ?? t(`migrations.healthHint.${health}`)}
    />
  );
}

/** Why a service needs a decision. */
export function DecisionMark({
  kind,
  hint,
}: {
  kind: DecisionKind;
  hint?: string;
}) {
  const t = useT();
  return (
    <Mark
      {...DECISIONS[kind]}
      word={t(`migrations.decision.${kind}`)}
      hint={hint ?? t(`migrations.decisionHint.${kind}`)}
    />
  );
}
