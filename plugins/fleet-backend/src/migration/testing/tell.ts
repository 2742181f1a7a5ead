import type { Step } from './lives';
import { Story } from './story';
import { DAY, MINUTE, after, catalog, sight } from './values';

/** Tells a life as a story. Gives the story, and when the last of it was learnt, in ms after {@link NOON}. */
export function tell(steps: readonly Step[]): { story: Story; end: number } {
  const story = new Story({
    validation: [{ rule: 'soak', hours: 6 }],
    waves: [
      {
        id: 'one',
        title: 'One',
        match: {},
        start: '2026-11-10',
        end: '2026-12-20',
      },
    ],
  });
  const gone = new Map<string, number>();
  let now = 0;
  let end = 0;
  for (const [index, { wait, event }] of steps.entries()) {
    now += wait;
    end = Math.max(end, now);
    switch (event.kind) {
      case 'target':
      case 'gone': {
        const { platform, cluster } = event;
        const key = `${platform}/${cluster}`;
        const incarnation = String(gone.get(key) ?? 0);
        const since = after(now - event.late);
        if (event.kind === 'target') {
          const { ready } = event;
          story.see(now, platform, { cluster, ready, since, incarnation });
        } else {
          gone.set(key, Number(incarnation) + 1);
          story.gone(now, platform, { cluster, endedAt: since, incarnation });
        }
        break;
      }
      case 'traffic':
        story.traffic(now, event.platform, event.rate, { ended: event.ended });
        break;
      case 'test':
        story.learn(now, {
          kind: 'validation',
          key: `run-${index}`,
          rule: 'load_test',
          met: event.met,
          peakRate: event.peakRate,
          durationSeconds: null,
          link: null,
          at: after(now),
        });
        break;
      case 'incident':
        story.learn(now, {
          kind: 'incident',
          key: event.key,
          openedAt: after(now),
          ended: event.ended,
          endedAt: event.ended ? after(now) : null,
        });
        break;
      case 'act':
        story.act(now, event.act, {
          id: `act-${index}`,
          of: `act-${index - 1 - event.of}`,
          stage: event.stage,
          expiresAt: after(now + event.days * DAY),
        });
        break;
      case 'owner':
        story.learn(now, {
          kind: 'catalog',
          catalog: catalog({ owner: event.owner, inCatalog: event.inCatalog }),
        });
        break;
      case 'gap':
        story.gap(event.platform, {
          from: now,
          to: now + 2 * MINUTE + event.length,
          scope: event.cluster,
        });
        end = Math.max(end, now + 2 * MINUTE + event.length);
        break;
      case 'attribution':
        story.learn(now, {
          kind: 'attribution',
          target: sight('kubernetes', { cluster: event.cluster }).target,
          mine: event.mine,
        });
        break;
      default:
        story.redefine(now, {
          validation: event.rules ? [{ rule: 'load_test', peakRate: 100 }] : [],
        });
    }
  }
  return { story, end };
}
