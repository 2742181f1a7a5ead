import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import { DAY, before } from '../times';

/** Whoever does something. */
export const robin = { ref: 'user:default/robin', title: 'Robin Ek' };

/** Somebody waits for another team for days. */
export function aBlock(
  id: string,
  now: number,
): NonNullable<Standing['blocked']> {
  return {
    id,
    reason: 'needs static IP',
    link: 'https://tickets.example.com/NET-12',
    author: robin,
    at: before(16 * DAY, now),
    expiresAt: null,
    waitingFor: 'network team',
  };
}

/** Somebody asked yesterday to leave a service out. */
export function anExemptionRequest(
  id: string,
  now: number,
): NonNullable<Standing['exemption']> {
  return {
    id,
    reason: 'Is replaced by a product in March',
    link: null,
    author: robin,
    at: before(DAY, now),
    expiresAt: before(-120 * DAY, now),
    approver: null,
    approved: false,
  };
}

/** Somebody says that a service is migrated, whatever is seen. */
export function anOverride(
  id: string,
  now: number,
): NonNullable<Standing['override']> {
  return {
    id,
    stage: 'migrated',
    reason:
      'Checked by hand with the auditors on Friday, the load test stands in their report',
    link: null,
    author: robin,
    at: before(5 * DAY, now),
    expiresAt: before(-20 * DAY, now),
  };
}
