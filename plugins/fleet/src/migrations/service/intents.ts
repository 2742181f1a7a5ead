import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../../translation';
import type { Intent } from './ActDialog';
import type { Rights } from './useRights';

/** What the viewer can do about a service now, most wanted first: only what they may, and what makes sense where it stands. */
export function intentsOf(
  t: FleetT,
  detail: StandingDetail,
  rights: Rights,
): Intent[] {
  const { standing, validation, acts } = detail;
  const { blocked, override, exemption, stage } = standing;
  const done = stage === 'retired' || standing.side === 'retired_service';
  const intents: Intent[] = [];
  if (exemption && !exemption.approved && rights.approve) {
    // Who asked for it does not decide about it.
    if (rights.viewer !== exemption.author.ref) {
      intents.push(
        {
          act: 'approve_exemption',
          title: t('migration.acts.approve_exemption'),
          about: exemption,
        },
        {
          act: 'reject_exemption',
          title: t('migration.acts.reject_exemption'),
          about: exemption,
        },
      );
    }
  }
  if (!rights.act) return intents;
  const manual = validation.find(one => one.rule.rule === 'manual');
  const signOff = acts.find(one => one.act === 'sign_off' && one.active);
  // Before that there is nothing yet that somebody could have seen work.
  if (stage === 'validating' && manual && manual.state !== 'met' && !signOff) {
    intents.push({ act: 'sign_off', title: t('migration.acts.sign_off') });
  }
  if (blocked) {
    intents.push({
      act: 'unblock',
      title: t('migration.acts.unblock'),
      about: blocked,
    });
  } else if (!done && stage) {
    intents.push({ act: 'block', title: t('migration.acts.block') });
  }
  if (!exemption && !done) {
    intents.push({
      act: 'request_exemption',
      title: t('migration.acts.request_exemption'),
    });
  }
  if (override) {
    intents.push({
      act: 'withdraw',
      title: t('migration.acts.withdrawOverride'),
      about: override,
    });
  } else {
    intents.push({ act: 'override', title: t('migration.acts.override') });
  }
  if (exemption) {
    intents.push({
      act: 'withdraw',
      title: t('migration.acts.withdrawExemption'),
      about: exemption,
    });
  }
  if (signOff) {
    intents.push({
      act: 'withdraw',
      title: t('migration.acts.withdrawSignOff'),
      about: signOff,
    });
  }
  intents.push({ act: 'note', title: t('migration.acts.note') });
  return intents;
}
