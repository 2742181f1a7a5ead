import { createServer, Server } from 'node:http';
import { listen } from '../network/listen';
import { freePort } from '../processes/ports';
import { createLoadTests } from './loadTests';

const report = { service: 'cart', peakRate: 150 };

let server: Server;
let url: string;
let answers: number[];
let asked: { authorization?: string; body: Record<string, unknown> }[];

beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }
    const { authorization } = request.headers;
    asked.push({ authorization, body: JSON.parse(text) });
    response.writeHead(answers.shift() ?? 200);
    response.end('{}');
  });
  const port = await freePort();
  await listen(server, port);
  url = `http://127.0.0.1:${port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const loadTests = (signal = new AbortController().signal) =>
  createLoadTests({ url, token: 'made-up', signal });

describe('the pipeline of the trial', () => {
  it('reports the same run again while the portal is starting or does not know the service yet', async () => {
    answers = [503, 404];
    await loadTests().report(report);
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ body }) => body.run)).size).toBe(1);
    expect(asked[2]).toMatchObject({
      authorization: 'Bearer made-up',
      body: {
        service: 'component:default/cart',
        rule: 'load_test',
        result: 'met',
        peakRate: 150,
      },
    });
  });

  it('says why the portal refuses a report', async () => {
    answers = [403];
    await expect(loadTests().report(report)).rejects.toThrow(
      'The portal refused a load test: 403 {}',
    );
  });

  it('waits no longer once it is told to end', async () => {
    await loadTests(AbortSignal.abort()).report(report);
    expect(asked).toEqual([]);
  });
});
