import type { SideState, Stage } from '@landfall/backstage-plugin-fleet-common';
import {
  RiArchiveLine,
  RiEyeOffLine,
  RiSeedlingLine,
  RiShieldLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { Mark, type Tone } from '../../components/Mark';
import { useT } from '../../components/useT';
import { sideWord, stageWord } from '../../sentences/standing';
import type { Place } from './ladder';
import { StageSymbol } from './StageSymbol';

const TONES: Record<Stage, Tone> = {
  not_started: 'quiet',
  planned: 'quiet',
  ready: 'busy',
  side_by_side: 'busy',
  shifting: 'busy',
  validating: 'busy',
  migrated: 'good',
  retired: 'good',
};

const SIDES: Record<SideState, ReactElement> = {
  born_on_target: <RiSeedlingLine size={16} />,
  exempt: <RiShieldLine size={16} />,
  retired_service: <RiArchiveLine size={16} />,
  not_seen: <RiEyeOffLine size={16} />,
};

/** A rung of the ladder: symbol, word and tint, with its definition on hover and focus. */
export function StageMark({
  stage,
  declared = false,
  passive = false,
  hint,
}: {
  stage: Stage;
  /** Retired by the list of moves made before Landfall looked. */
  declared?: boolean;
  /** Within something that can be focused itself. */
  passive?: boolean;
  /** Said instead of the stage's definition. */
  hint?: string;
}) {
  const t = useT();
  const definition = declared
    ? t('migrations.declaredHint')
    : t(`migrations.stageHint.${stage}`);
  return (
    <Mark
      tone={TONES[stage]}
      icon={<StageSymbol stage={stage} />}
      word={stageWord(t, stage, declared)}
      hint={hint ?? definition}
      passive={passive}
    />
  );
}

/** Where a service stands that is not on the ladder. */
export function SideMark({
  side,
  passive = false,
}: {
  side: SideState;
  /** Within something that can be focused itself. */
  passive?: boolean;
}) {
  const t = useT();
  return (
    <Mark
      tone="quiet"
      icon={SIDES[side]}
      word={sideWord(t, side)}
      hint={t(`migrations.sideHint.${side}`)}
      passive={passive}
    />
  );
}

/** Where a service stands, on the ladder or beside it. */
export function PlaceMark({ place }: { place: Place }) {
  if (place.side) return <SideMark side={place.side} />;
  return place.stage ? (
    <StageMark stage={place.stage} declared={place.declared} />
  ) : null;
}
