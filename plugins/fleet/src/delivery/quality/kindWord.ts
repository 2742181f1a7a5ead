import type { FleetT } from '../../translation';
import { delivery } from '../../translation/delivery';

const KINDS = delivery.quality.kindWord;

/** The words for a kind of trouble; those that this version does not know are said as they are written. */
export function kindWord(t: FleetT, kind: string): string {
  return isKnown(kind)
    ? t(`delivery.quality.kindWord.${kind}`)
    : kind.replaceAll('_', ' ');
}

function isKnown(kind: string): kind is keyof typeof KINDS {
  return Object.hasOwn(KINDS, kind);
}
