import { ClusterError } from '../client/errors';
import { ChangeSignal } from './changeSignal';
import { keepAsking } from './heartbeat';
import { defaultWatchTimings } from './timings';

const timings = { ...defaultWatchTimings, heartbeatMs: 5, outageMs: 1_500 };
const trouble = (kind: ClusterError['kind']) =>
  new ClusterError(kind, kind, { fix: '' });

/** Asks with the given answers in turn, the last again and again. */
function ask(answers: (ClusterError | undefined)[]) {
  const controller = new AbortController();
  let asked = 0;
  let answered = 0;
  const done = keepAsking({
    ask: async () => {
      const error = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (error) throw error;
    },
    answered: async () => {
      answered += 1;
    },
    trouble: new ChangeSignal(),
    timings,
    signal: controller.signal,
  });
  return {
    done,
    controller,
    counts: () => ({ asked, answered }),
  };
}

describe('asking whether the cluster answers', () => {
  it('goes on through short troubles', async () => {
    const { done, controller, counts } = ask([
      trouble('unreachable'),
      undefined,
    ]);
    await new Promise(resolve => setTimeout(resolve, 1_300));
    controller.abort();
    await done;
    expect(counts()).toEqual({ asked: 2, answered: 1 });
  });

  it('gives up when there is no answer for too long', async () => {
    const { done, counts } = ask([trouble('timeout')]);
    await expect(done).rejects.toMatchObject({ kind: 'timeout' });
    expect(counts().answered).toBe(0);
  });

  it('gives up at once when the credentials are refused', async () => {
    const { done, counts } = ask([trouble('unauthorized')]);
    await expect(done).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(counts().asked).toBe(1);
  });

  it('takes a refusal of this one right for an answer', async () => {
    const { done, controller, counts } = ask([trouble('forbidden')]);
    await new Promise(resolve => setTimeout(resolve, 300));
    controller.abort();
    await done;
    expect(counts().answered).toBe(1);
  });
});
