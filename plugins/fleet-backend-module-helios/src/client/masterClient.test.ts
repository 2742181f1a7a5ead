import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configOf } from '../testing/looking';
import { recordedText } from '../testing/recorded';
import { MasterClient } from './masterClient';

/** A master that answers as it is told. */
class Master {
  answer: RequestListener = (_, response) => response.end('["host-1"]');
  readonly asked: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.asked.push(`${request.method} ${request.url}`);
    this.answer(request, response);
  });

  async start(): Promise<string> {
    await new Promise<void>(done => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  says(status: number, text: string): void {
    this.answer = (_, response) => response.writeHead(status).end(text);
  }
}

describe('several masters of one cluster', () => {
  let first: Master;
  let second: Master;
  let client: MasterClient;

  beforeEach(async () => {
    [first, second] = [new Master(), new Master()];
    const urls = [await first.start(), await second.start()];
    client = new MasterClient({ master: configOf(urls) });
  });
  afterEach(async () => {
    await client.close();
    await Promise.all([first.stop(), second.stop()]);
  });

  const ask = () =>
    client.json({ path: '/hosts', signal: new AbortController().signal });

  it('asks the first for as long as it answers', async () => {
    await ask();
    await ask();
    expect([first.asked.length, second.asked.length]).toEqual([2, 0]);
  });

  it.each<[string, (master: Master) => void | Promise<void>]>([
    ['is gone', master => master.stop()],
    ['cannot answer', master => master.says(502, 'Bad gateway')],
    ['answers something else', master => master.says(200, '<html>')],
    ['refuses the credentials', master => master.says(401, '')],
  ])('stays with the next when the first %s', async (_, happen) => {
    await happen(first);
    expect(await ask()).toEqual(['host-1']);
    const asked = first.asked.length;
    expect(await ask()).toEqual(['host-1']);
    expect(first.asked).toHaveLength(asked);
    expect(second.asked).toHaveLength(2);
  });

  it('does not ask another about what does not exist', async () => {
    first.says(404, '');
    await expect(ask()).rejects.toMatchObject({ kind: 'absent' });
    expect(second.asked).toEqual([]);
  });

  it('tells what a master said rather than that another is away', async () => {
    first.says(500, recordedText('hosts-namePattern-bad'));
    await second.stop();
    await expect(ask()).rejects.toMatchObject({
      kind: 'refused',
      status: 500,
      message: expect.stringContaining('There was an error processing'),
    });
  });

  it('says in words that nobody answers', async () => {
    await Promise.all([first.stop(), second.stop()]);
    await expect(ask()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(
        /^Helios master of test at .* cannot be reached \(ECONNREFUSED\)$/,
      ),
    });
  });

  it.each([
    ['post-statuses-short', 'with status 400: Invalid id web:1'],
    ['err-404', /with status 400$/],
  ])('puts the refusal %s in words', async (name, words) => {
    first.says(400, recordedText(name));
    await expect(ask()).rejects.toThrow(words);
  });

  it('ends with who asked', async () => {
    first.answer = () => {};
    await expect(
      client.json({ path: '/jobs', signal: AbortSignal.timeout(100) }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(second.asked).toEqual([]);
  });
});
