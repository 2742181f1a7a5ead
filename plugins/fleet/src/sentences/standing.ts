import type {
  NextStep,
  SideState,
  Stage,
} from '@landfall/backstage-plugin-fleet-common';
import { formatMoment } from '../format/times';
import { formatNumber } from '../format/units';
import type { FleetT } from '../translation';

/** The word for a stage; what was declared retired is told apart from what was seen to be. */
export function stageWord(t: FleetT, stage: Stage, declared = false): string {
  return declared && stage === 'retired'
    ? t('migrations.declared')
    : t(`migrations.stage.${stage}`);
}

/** The word for a place beside the ladder. */
export function sideWord(t: FleetT, side: SideState): string {
  return t(`migrations.side.${side}`);
}

/** What is missing for the next rung, as somebody would be told to do it: "Report a stress test of at least 400 requests/s from CI". */
export function nextStepPhrase(t: FleetT, step: NextStep): string {
  switch (step.step) {
    case 'make_ready':
      if (step.desired === 0 && step.ready === 0)
        return t('migrations.next.scaleUp');
      return step.desired === null
        ? t('migrations.next.makeReadyUnknown')
        : t('migrations.next.makeReady', {
            ready: formatNumber(t, step.ready),
            desired: formatNumber(t, step.desired),
          });
    case 'shift_traffic':
      return step.known
        ? t('migrations.next.shiftTraffic')
        : t('migrations.next.tellTraffic');
    case 'finish_shift':
      return t(`migrations.next.finishShift.${step.by}`);
    case 'report_test':
      return reportTest(t, step);
    case 'soak':
      return t('migrations.next.soak', { until: formatMoment(t, step.until) });
    case 'stay_gone':
      return t('migrations.next.stayGone', {
        until: formatMoment(t, step.until),
      });
    default:
      return t(`migrations.next.${step.step}`);
  }
}

function reportTest(
  t: FleetT,
  step: Extract<NextStep, { step: 'report_test' }>,
): string {
  const key = step.failed ? 'repeat' : 'report';
  return step.peakRate === null
    ? t(`migrations.next.${key}.${step.rule}`)
    : t(`migrations.next.${key}At.${step.rule}`, {
        rate: formatNumber(t, step.peakRate),
      });
}

/** All that is missing, most important first, in one line; empty where nothing is. */
export function nextSteps(t: FleetT, steps: NextStep[]): string {
  return steps.map(step => nextStepPhrase(t, step)).join('; ');
}
