/** What people of the made-up company have said about services that move: who is blocked, who is exempt, and who knows better. */
import { DAY_MS, instant } from '@landfall/backstage-plugin-fleet-common';
import type { MadeUpAct } from '@landfall/backstage-plugin-fleet-node';
import type { Company, DemoService } from '../company/types';
import { troubledOf } from './journey';

/** Where the made-up company keeps its tickets; nobody answers there. */
const TICKETS = 'https://tickets.example';

/** The acts about the move to Kubernetes, in order of time, as they were done before an instant. */
export function actsOf(options: {
  seed: string;
  company: Company;
  now: number;
}): MadeUpAct[] {
  const { now, company } = options;
  const { stuck, waiting } = troubledOf(options);
  const at = (progress: string, index = 0) =>
    stuck.filter(one => one.progress === progress)[index]?.service;
  const daysAgo = (days: number) => instant(now - days * DAY_MS);
  const inDays = (days: number) => new Date(now + days * DAY_MS).toISOString();
  const acts: MadeUpAct[] = [];
  const add = (
    service: DemoService | undefined,
    done: { days: number; act: MadeUpAct['act']; by?: string },
  ): string => {
    const id = `made-up/${service?.name}/${done.act.act}`;
    // A small company has nobody of the kind.
    if (!service) return id;
    acts.push({
      id,
      service: `component:default/${service.name}`,
      author: done.by ?? leadOf(service),
      at: daysAgo(done.days),
      act: done.act,
    });
    return id;
  };
  add(at('serving'), {
    days: 16,
    act: {
      act: 'block',
      reason:
        'Partners have its address on their lists: it needs a static IP, and the new network gives none yet.',
      waitingFor: 'the network team',
      link: `${TICKETS}/NET-1182`,
    },
  });
  add(at('created'), {
    days: 5,
    act: {
      act: 'block',
      reason: 'The licence of its database driver names hosts of Helios.',
      waitingFor: 'procurement',
      link: `${TICKETS}/LEGAL-77`,
    },
  });
  add(at('shifting'), {
    days: 11,
    act: {
      act: 'override',
      stage: 'migrated',
      reason: 'What is left on Helios is a copy for comparing the two.',
      expiresAt: inDays(40),
    },
  });
  const platformLead = leadOfTeam(company.teams.find(team => team.parent));
  const exempt = (
    service: DemoService | undefined,
    given: { days: number; ends: number; reason: string },
  ): void => {
    const of = add(service, {
      days: given.days,
      act: {
        act: 'request_exemption',
        reason: given.reason,
        expiresAt: inDays(given.ends),
      },
    });
    add(service, {
      days: given.days - 2,
      by: platformLead,
      act: { act: 'approve_exemption', of, reason: 'Agreed in the review.' },
    });
  };
  // Whoever leads the team that approves asks for nothing: nobody approves what they asked for.
  const others = waiting.filter(service => leadOf(service) !== platformLead);
  exempt(others[0], {
    days: 90,
    ends: 9,
    reason: 'Frozen until the audit of the year is over.',
  });
  exempt(others[1], {
    days: 30,
    ends: 100,
    reason: 'It is switched off in spring, when its contract ends.',
  });
  add(others[2], {
    days: 2,
    act: {
      act: 'request_exemption',
      reason:
        'We replace it by a product that we buy; moving it is for nothing.',
      expiresAt: inDays(120),
    },
  });
  return acts.sort((a, b) => a.at - b.at);
}

function leadOf({ team }: Pick<DemoService, 'team'>): string {
  return `user:default/${team}-lead`;
}

function leadOfTeam(team: { name: string } | undefined): string {
  return leadOf({ team: team?.name ?? 'platform' });
}
