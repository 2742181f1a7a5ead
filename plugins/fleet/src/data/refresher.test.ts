import { Refresher } from './refresher';

/** A refetch that ends when it is told to. */
function aRefetch() {
  const running: (() => void)[] = [];
  return {
    refetch: jest.fn(() => new Promise<void>(resolve => running.push(resolve))),
    async finish() {
      running.shift()?.();
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function setUp() {
  let hidden = false;
  const work = aRefetch();
  const refresher = new Refresher({
    refetch: work.refetch,
    isHidden: () => hidden,
  });
  return {
    ...work,
    refresher,
    hide: (value: boolean) => {
      hidden = value;
    },
  };
}

it('refetches at once on the first change', () => {
  const { refresher, refetch } = setUp();
  refresher.changed();
  expect(refetch).toHaveBeenCalledTimes(1);
});

it('turns a storm of changes into one refetch a second, and loses none', async () => {
  const { refresher, refetch, finish } = setUp();
  for (let i = 0; i < 50; i += 1) refresher.changed();
  expect(refetch).toHaveBeenCalledTimes(1);
  await finish();
  expect(refetch).toHaveBeenCalledTimes(1);
  refresher.changed();
  jest.advanceTimersByTime(999);
  expect(refetch).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(1);
  expect(refetch).toHaveBeenCalledTimes(2);
});

it('does not refetch again when nothing was heard meanwhile', async () => {
  const { refresher, refetch, finish } = setUp();
  refresher.changed();
  await finish();
  jest.advanceTimersByTime(60_000);
  expect(refetch).toHaveBeenCalledTimes(1);
});

it('never runs two at a time, and catches up on what was heard meanwhile', async () => {
  const { refresher, refetch, finish } = setUp();
  refresher.changed();
  jest.advanceTimersByTime(5000);
  refresher.changed();
  expect(refetch).toHaveBeenCalledTimes(1);
  await finish();
  expect(refetch).toHaveBeenCalledTimes(2);
});

it('rests while the tab is hidden and catches up when it is shown', () => {
  const { refresher, refetch, hide } = setUp();
  hide(true);
  refresher.changed();
  jest.advanceTimersByTime(60_000);
  expect(refetch).not.toHaveBeenCalled();
  hide(false);
  refresher.shown();
  expect(refetch).toHaveBeenCalledTimes(1);
});
