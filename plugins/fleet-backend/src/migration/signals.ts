/**
 * Whether a signal holds for what was seen of a target.
 *
 * What a source cannot see is unknown, and what is unknown holds neither as itself nor under a `not`: a target without any told
 * container is not "without gRPC". So a signal has three answers inside, and only a plain yes counts.
 */
import type { Signal } from '@landfall/backstage-plugin-fleet-common';
import { parseReference } from '../delivery/artefact';
import { globMatcher, imageMatcher, listOf, type Matcher } from './patterns';
import type { TargetSight } from './types';

/** What signals read of a sight. */
export type SignalSight = Pick<
  TargetSight,
  | 'platform'
  | 'cluster'
  | 'namespace'
  | 'images'
  | 'containers'
  | 'labels'
  | 'annotations'
>;

/** Yes, no, or null where the source cannot see it. */
type Answer = boolean | null;
type Question = (sight: SignalSight) => Answer;

const compiled = new WeakMap<Signal, Question>();

/** Whether a signal certainly holds for a target. What is worked out of a signal is kept as long as the signal is. */
export function holds(signal: Signal, sight: SignalSight): boolean {
  let question = compiled.get(signal);
  if (!question) {
    question = compile(signal);
    compiled.set(signal, question);
  }
  return question(sight) === true;
}

function compile(signal: Signal): Question {
  const questions: Question[] = [];
  for (const key of ['platform', 'cluster', 'namespace'] as const) {
    const patterns = signal[key];
    if (patterns !== undefined) {
      const matches = globMatcher(patterns);
      questions.push(sight => matches(sight[key]));
    }
  }
  if (signal.image !== undefined) {
    questions.push(imageQuestion(signal.image));
  }
  if (signal.protocol !== undefined) {
    const matches = globMatcher(
      listOf(signal.protocol).map(pattern => pattern.toLowerCase()),
    );
    questions.push(sight =>
      ofContainers(sight, container =>
        container.ports.some(port => matches(port.protocol.toLowerCase())),
      ),
    );
  }
  if (signal.environment !== undefined) {
    const matches = globMatcher(signal.environment);
    questions.push(sight =>
      ofContainers(sight, container => container.environment.some(matches)),
    );
  }
  if (signal.annotation !== undefined) {
    const has = entryMatcher(signal.annotation);
    questions.push(sight => has(sight.annotations));
  }
  if (signal.label !== undefined) {
    const has = entryMatcher(signal.label);
    questions.push(sight => has(sight.labels));
  }
  if (signal.allOf) {
    questions.push(every(signal.allOf.map(compile)));
  }
  if (signal.anyOf) {
    questions.push(some(signal.anyOf.map(compile)));
  }
  if (signal.not) {
    questions.push(negate(compile(signal.not)));
  }
  return questions.length === 1 ? questions[0] : every(questions);
}

function imageQuestion(patterns: string | string[]): Question {
  const matches = imageMatcher(patterns);
  return sight => {
    if (sight.images.length === 0 && sight.containers.length === 0) {
      return null;
    }
    return (
      sight.images.some(image =>
        matches(parseReference(image.reference).repository),
      ) ||
      sight.containers.some(container =>
        matches(parseReference(container.image).repository),
      )
    );
  };
}

function ofContainers(
  sight: SignalSight,
  asks: (container: SignalSight['containers'][number]) => boolean,
): Answer {
  return sight.containers.length === 0 ? null : sight.containers.some(asks);
}

function entryMatcher(
  wanted: string | { name: string; value?: string | string[] },
): (entries: Readonly<Record<string, string>>) => boolean {
  const name = typeof wanted === 'string' ? wanted : wanted.name;
  const value = typeof wanted === 'string' ? undefined : wanted.value;
  const matches: Matcher =
    value === undefined ? () => true : globMatcher(value);
  return entries => Object.hasOwn(entries, name) && matches(entries[name]);
}

function negate(question: Question): Question {
  return sight => {
    const answer = question(sight);
    return answer === null ? null : !answer;
  };
}

function every(questions: readonly Question[]): Question {
  return sight => {
    let unknown = false;
    for (const question of questions) {
      const answer = question(sight);
      if (answer === false) return false;
      unknown ||= answer === null;
    }
    return unknown ? null : true;
  };
}

function some(questions: readonly Question[]): Question {
  return sight => {
    let unknown = false;
    for (const question of questions) {
      const answer = question(sight);
      if (answer === true) return true;
      unknown ||= answer === null;
    }
    return unknown ? null : false;
  };
}
