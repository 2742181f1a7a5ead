/** What people may do about a service, given what was done before. Checked before an act is kept, since nothing is taken out of the record. */
import {
  DAY_MS,
  instant,
  parseInstant,
  type ActInput,
  type Instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { Act, ResolvedDefinition } from './types';

/** An exemption, and an override, end at the latest after so many days. */
export const LONGEST_EXEMPTION_DAYS = 180;

/** An act with who did it and when. */
export interface KeptAct extends Act {
  author: string;
  at: Instant;
}

/** Why an act is refused: it is wrong in itself, contradicts what holds, or is somebody else's to do. */
export interface Refusal {
  kind: 'input' | 'conflict' | 'not_allowed';
  /** Says what to do instead. */
  text: string;
}

interface Question {
  input: ActInput;
  author: string;
  now: Instant;
  /** All of this service in this migration, oldest first. */
  acts: readonly KeptAct[];
  definition: Pick<ResolvedDefinition, 'validation'>;
  /** The service is in the migration's scope. */
  inScope: boolean;
}

/** Says why somebody may not do something; null if nothing speaks against it. */
export function whyNotAct(question: Question): Refusal | null {
  const { input } = question;
  if (!question.inScope) {
    return refuse(
      'input',
      'The service is not in the scope of this migration; widen the scope of the migration first.',
    );
  }
  switch (input.act) {
    case 'override':
      return expiryRefusal(input.expiresAt, question.now);
    case 'request_exemption':
      return (
        expiryRefusal(input.expiresAt, question.now) ??
        openExemptionRefusal(question)
      );
    case 'approve_exemption':
    case 'reject_exemption':
      return decisionRefusal(question, input.act, input.of);
    case 'block':
      return standing(question).blocked
        ? refuse(
            'conflict',
            'It is blocked already; unblock it before you say of something else that it blocks.',
          )
        : null;
    case 'unblock':
      return standing(question).blocked
        ? null
        : refuse('conflict', 'Nobody said that it is blocked.');
    case 'sign_off':
      return signOffRefusal(question);
    case 'withdraw':
      return withdrawalRefusal(question, input.of);
    default:
      return null;
  }
}

/** The acts that still hold: ids. A decision holds with the exemption that it decided on; a note always. */
export function activeActs(
  acts: readonly KeptAct[],
  now: Instant,
): ReadonlySet<string> {
  const { override, request, exemption, approval, blocked, signOff } = hold(
    acts,
    now,
  );
  const held = [override, request, exemption, approval, blocked, signOff];
  return new Set([
    ...held.flatMap(act => act?.id ?? []),
    ...acts.filter(({ act }) => act === 'note').map(({ id }) => id),
  ]);
}

function refuse(kind: Refusal['kind'], text: string): Refusal {
  return { kind, text };
}

function expiryRefusal(expiresAt: string, now: Instant): Refusal | null {
  const at = parseInstant(expiresAt);
  if (at <= now) {
    return refuse(
      'input',
      'expiresAt lies in the past; give a moment that is still to come.',
    );
  }
  return at > now + LONGEST_EXEMPTION_DAYS * DAY_MS
    ? refuse(
        'input',
        `expiresAt lies more than ${LONGEST_EXEMPTION_DAYS} days ahead; give an earlier one, and ask again then.`,
      )
    : null;
}

function openExemptionRefusal(question: Question): Refusal | null {
  const { request, exemption } = standing(question);
  if (request) {
    return refuse(
      'conflict',
      'An exemption is asked for already and waits for a decision; withdraw it to ask anew.',
    );
  }
  return exemption
    ? refuse(
        'conflict',
        'It is exempt already; withdraw that exemption to ask for another.',
      )
    : null;
}

function decisionRefusal(
  question: Question,
  decision: 'approve_exemption' | 'reject_exemption',
  of: string,
): Refusal | null {
  const { request } = standing(question);
  if (request?.id !== of) {
    return refuse(
      'conflict',
      'No such exemption waits for a decision; it may have been decided, withdrawn or have run out.',
    );
  }
  return request.author === question.author
    ? refuse(
        'not_allowed',
        decision === 'approve_exemption'
          ? 'Somebody else than who asked for the exemption has to approve it.'
          : 'Somebody else than who asked for the exemption has to reject it; withdraw it instead.',
      )
    : null;
}

function signOffRefusal(question: Question): Refusal | null {
  if (!question.definition.validation.some(({ rule }) => rule === 'manual')) {
    return refuse(
      'input',
      'This migration asks for no sign-off; its definition would need the validation rule manual.',
    );
  }
  return standing(question).signOff
    ? refuse('conflict', 'It is signed off already.')
    : null;
}

function withdrawalRefusal(question: Question, of: string): Refusal | null {
  const { override, request, exemption, signOff } = standing(question);
  return [override, request, exemption, signOff].some(act => act?.id === of)
    ? null
    : refuse(
        'conflict',
        'No override, exemption or sign-off of this id holds; it may have been withdrawn or have run out.',
      );
}

function standing({ acts, now }: Question): Holding {
  return hold(acts, now);
}

interface Holding {
  override?: KeptAct;
  request?: KeptAct;
  exemption?: KeptAct;
  approval?: KeptAct;
  blocked?: KeptAct;
  signOff?: KeptAct;
}

/** What holds after all acts, as the fold understands them. */
function hold(acts: readonly KeptAct[], now: Instant): Holding {
  let holding: Holding = {};
  for (const act of acts) {
    holding = take(expired(holding, act.at), act);
  }
  return expired(holding, now);
}

function take(holding: Holding, act: KeptAct): Holding {
  switch (act.act) {
    case 'override':
      return { ...holding, override: act };
    case 'request_exemption':
      return { ...holding, request: act };
    case 'approve_exemption':
      return holding.request && holding.request.id === act.of
        ? {
            ...holding,
            request: undefined,
            exemption: holding.request,
            approval: act,
          }
        : holding;
    case 'reject_exemption':
      return holding.request?.id === act.of
        ? { ...holding, request: undefined }
        : holding;
    case 'block':
      return { ...holding, blocked: act };
    case 'unblock':
      return { ...holding, blocked: undefined };
    case 'sign_off':
      return { ...holding, signOff: act };
    case 'withdraw':
      return without(holding, kept => kept.id === act.of);
    default:
      return holding;
  }
}

function expired(holding: Holding, now: Instant): Holding {
  return without(
    holding,
    act =>
      (act.act === 'override' || act.act === 'request_exemption') &&
      endOf(act) <= now,
  );
}

function endOf(act: KeptAct): Instant {
  const last = instant(act.at + LONGEST_EXEMPTION_DAYS * DAY_MS);
  return instant(Math.min(act.expiresAt ?? last, last));
}

function without(holding: Holding, isOver: (act: KeptAct) => boolean): Holding {
  const left = (act: KeptAct | undefined) =>
    act && !isOver(act) ? act : undefined;
  const exemption = left(holding.exemption);
  return {
    override: left(holding.override),
    request: left(holding.request),
    exemption,
    approval: exemption && holding.approval,
    blocked: holding.blocked,
    signOff: left(holding.signOff),
  };
}
