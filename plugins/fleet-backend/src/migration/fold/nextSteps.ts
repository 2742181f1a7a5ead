/** What is missing for the next rung. */
import {
  formatInstant,
  type NextStep,
  type Stage,
} from '@landfall/backstage-plugin-fleet-common';
import { shareOf } from './rungs';
import type { Evidence } from './evidence';
import type { Retirement } from './retirement';
import type { Validation } from './validation';

/** What has to be done about a service in a stage; nothing for what is done or on no rung. */
export function nextSteps(options: {
  position: { stage: Stage | null };
  evidence: Evidence;
  validation: Validation;
  retirement: Retirement | undefined;
}): NextStep[] {
  const { position, evidence, validation, retirement } = options;
  const leave: NextStep[] = retirement
    ? [{ step: 'stay_gone', until: formatInstant(retirement.until) }]
    : [];
  switch (position.stage) {
    case 'not_started':
      return [{ step: 'plan' }, { step: 'create' }];
    case 'planned':
      return [{ step: 'create' }];
    case 'ready':
      return [
        {
          step: 'make_ready',
          ready: evidence.to.ready,
          desired: evidence.to.desired,
        },
      ];
    case 'side_by_side': {
      const known = shareOf(evidence, evidence.traffic).by === 'traffic';
      return known
        ? [{ step: 'shift_traffic', known }]
        : [
            { step: 'shift_traffic', known },
            { step: 'finish_shift', by: 'instances' },
          ];
    }
    case 'shifting':
      return [{ step: 'finish_shift', by: 'traffic' }];
    case 'validating':
      return [...validation.missing, ...leave];
    case 'migrated':
      return retirement ? leave : [{ step: 'remove' }];
    default:
      return [];
  }
}
