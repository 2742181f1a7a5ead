import type {
  AttentionReason,
  FreshnessState,
  Outcome,
  Readiness,
  RolloutClass,
  ScopeState,
} from '@landfall/backstage-plugin-fleet-common';
import {
  RiAlertFill,
  RiArrowGoBackLine,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiContrastFill,
  RiDeleteBinLine,
  RiErrorWarningFill,
  RiEyeOffLine,
  RiHistoryLine,
  RiLoader4Line,
  RiMapPinLine,
  RiPauseCircleLine,
  RiPriceTag3Line,
  RiQuestionLine,
  RiRestartLine,
  RiSettings3Line,
  RiSkipForwardLine,
  RiTimeFill,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { Mark, type Tone } from './Mark';
import { useT } from './useT';
import { readinessHint, readinessWord } from './words';

const SIZE = 16;

type Look = { tone: Tone; icon: ReactElement };

const READINESS: Record<Readiness, Look> = {
  ready: { tone: 'good', icon: <RiCheckboxCircleFill size={SIZE} /> },
  partly_ready: { tone: 'warn', icon: <RiContrastFill size={SIZE} /> },
  not_ready: { tone: 'bad', icon: <RiCloseCircleFill size={SIZE} /> },
  scaled_to_zero: { tone: 'quiet', icon: <RiPauseCircleLine size={SIZE} /> },
  gone: { tone: 'quiet', icon: <RiDeleteBinLine size={SIZE} /> },
  unknown: { tone: 'quiet', icon: <RiQuestionLine size={SIZE} /> },
};

const OUTCOMES: Record<Outcome, Look> = {
  succeeded: { tone: 'good', icon: <RiCheckboxCircleFill size={SIZE} /> },
  failed: { tone: 'bad', icon: <RiCloseCircleFill size={SIZE} /> },
  superseded: { tone: 'quiet', icon: <RiSkipForwardLine size={SIZE} /> },
  in_progress: { tone: 'busy', icon: <RiLoader4Line size={SIZE} /> },
  unknown: { tone: 'quiet', icon: <RiQuestionLine size={SIZE} /> },
};

const OVERDUE: Look = { tone: 'warn', icon: <RiTimeFill size={SIZE} /> };

const CLASSES: Record<RolloutClass, Look> = {
  release: { tone: 'busy', icon: <RiPriceTag3Line size={SIZE} /> },
  config: { tone: 'busy', icon: <RiSettings3Line size={SIZE} /> },
  rollback: { tone: 'warn', icon: <RiArrowGoBackLine size={SIZE} /> },
  restart: { tone: 'quiet', icon: <RiRestartLine size={SIZE} /> },
};

const ATTENTION: Record<AttentionReason, Look> = {
  not_ready: READINESS.not_ready,
  deployment_failed: OUTCOMES.failed,
  deployment_overdue: OVERDUE,
  partly_ready: READINESS.partly_ready,
  data_not_fresh: { tone: 'warn', icon: <RiHistoryLine size={SIZE} /> },
  unmapped_environment: { tone: 'quiet', icon: <RiMapPinLine size={SIZE} /> },
  not_seen: { tone: 'quiet', icon: <RiEyeOffLine size={SIZE} /> },
};

const FRESHNESS: Record<FreshnessState | ScopeState, Look> = {
  fresh: { tone: 'good', icon: <RiCheckboxCircleFill size={SIZE} /> },
  stale: { tone: 'warn', icon: <RiHistoryLine size={SIZE} /> },
  partial: { tone: 'warn', icon: <RiContrastFill size={SIZE} /> },
  error: { tone: 'bad', icon: <RiErrorWarningFill size={SIZE} /> },
  none: { tone: 'quiet', icon: <RiEyeOffLine size={SIZE} /> },
  never: { tone: 'bad', icon: <RiAlertFill size={SIZE} /> },
  not_watched: { tone: 'quiet', icon: <RiPauseCircleLine size={SIZE} /> },
};

/** How a readiness is tinted, for bars beside its mark. */
export function readinessTone(readiness: Readiness): Tone {
  return READINESS[readiness].tone;
}

/** Readiness of a target or of a service in production. */
export function ReadinessMark({ readiness }: { readiness: Readiness }) {
  const t = useT();
  return (
    <Mark
      {...READINESS[readiness]}
      word={readinessWord(t, readiness)}
      hint={readinessHint(t, readiness)}
    />
  );
}

/** How a rollout or deployment ended; an overdue one is marked as such. */
export function OutcomeMark({
  outcome,
  overdue = false,
}: {
  outcome: Outcome;
  overdue?: boolean;
}) {
  const t = useT();
  if (overdue && outcome !== 'succeeded') {
    return (
      <Mark
        {...OVERDUE}
        word={t('common.overdue')}
        hint={t('common.overdueHint')}
      />
    );
  }
  return (
    <Mark
      {...OUTCOMES[outcome]}
      word={t(`common.outcome.${outcome}`)}
      hint={t(`common.outcomeHint.${outcome}`)}
    />
  );
}

/** What kind of change it was. */
export function ClassMark({ value }: { value: RolloutClass }) {
  const t = useT();
  return (
    <Mark
      {...CLASSES[value]}
      word={t(`common.class.${value}`)}
      hint={t(`common.classHint.${value}`)}
    />
  );
}

/** Why somebody should look. */
export function AttentionMark({
  reason,
  hint,
}: {
  reason: AttentionReason;
  hint?: string;
}) {
  const t = useT();
  return (
    <Mark
      {...ATTENTION[reason]}
      word={t(`common.attention.${reason}`)}
      hint={hint}
    />
  );
}

/** Trust in data: of a service, a target, or a scope of a source. */
export function FreshnessMark({
  state,
}: {
  state: FreshnessState | ScopeState;
}) {
  const t = useT();
  return (
    <Mark
      {...FRESHNESS[state]}
      word={t(`common.freshness.${state}`)}
      hint={t(`common.freshnessHint.${state}`)}
    />
  );
}

/** The symbol of a freshness, where the word stands beside it. */
export function freshnessLook(state: FreshnessState): Look {
  return FRESHNESS[state];
}
