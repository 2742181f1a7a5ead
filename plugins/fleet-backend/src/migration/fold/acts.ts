/** What people say of a service, taken into a state, and when it ends by itself. */
import {
  DAY_MS,
  instant,
  type Instant,
} from '@landfall/backstage-plugin-fleet-common';
import { LONGEST_EXEMPTION_DAYS } from '../acts';
import type { Act } from '../types';
import type { State } from './state';

/** Takes an act into the state. Hearing of one again changes nothing. */
export function learnAct(state: State, act: Act, learntAt: Instant) {
  switch (act.act) {
    case 'override':
      if (act.stage !== null && state.override?.act !== act.id) {
        state.override = {
          act: act.id,
          stage: act.stage,
          expiresAt: endOf(act, learntAt),
          since: learntAt,
        };
      }
      break;
    case 'request_exemption':
      if (state.exemption?.act !== act.id && state.request?.act !== act.id) {
        state.request = { act: act.id, expiresAt: endOf(act, learntAt) };
      }
      break;
    case 'approve_exemption':
      if (state.request && state.request.act === act.of) {
        state.exemption = {
          ...state.request,
          approval: act.id,
          since: learntAt,
        };
        state.request = null;
      }
      break;
    case 'reject_exemption':
      dropRequest(state, act.of);
      break;
    case 'block':
      if (state.blocked?.act !== act.id) {
        state.blocked = { act: act.id, since: learntAt };
      }
      break;
    case 'unblock':
      state.blocked = null;
      break;
    case 'sign_off':
      if (state.signOff?.act !== act.id) {
        state.signOff = { act: act.id, at: learntAt };
      }
      break;
    case 'withdraw':
      withdraw(state, act.of);
      break;
    default:
    // A note changes nothing.
  }
}

function endOf(act: Act, learntAt: Instant): Instant {
  const last = instant(learntAt + LONGEST_EXEMPTION_DAYS * DAY_MS);
  return instant(Math.min(act.expiresAt ?? last, last));
}

function dropRequest(state: State, act: string | null) {
  if (state.request?.act === act) {
    state.request = null;
  }
}

function withdraw(state: State, act: string | null) {
  dropRequest(state, act);
  if (state.override?.act === act) {
    state.override = null;
  }
  if (state.exemption?.act === act) {
    state.exemption = null;
  }
  if (state.signOff?.act === act) {
    state.signOff = null;
  }
}

/** Ends what has expired. */
export function expire(state: State, now: Instant) {
  if (state.override && state.override.expiresAt <= now) {
    state.override = null;
  }
  if (state.request && state.request.expiresAt <= now) {
    state.request = null;
  }
  if (state.exemption && state.exemption.expiresAt <= now) {
    state.exemption = null;
  }
}
