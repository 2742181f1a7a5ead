import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { listen } from '../network/listen';
import type { Json } from './documents';
import type { GithubRepository, MergeStyle } from './repository';
import {
  GITHUB_STAND_IN,
  startGithub,
  type Github,
  type GithubWebhook,
} from './startGithub';

const SLUG = 'trial/cart';
const BORN = Date.UTC(2026, 9, 1);
const MINUTE = 60_000;
const token = 'letmein';

let github: Github;
let repository: GithubRepository;
let receiver: Server;
let webhook: GithubWebhook;
let received: { headers: IncomingHttpHeaders; body: string }[] = [];

beforeEach(async () => {
  received = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(202).end();
    });
  });
  await listen(receiver, 0);
  const { port } = receiver.address() as AddressInfo;
  webhook = { url: `http://127.0.0.1:${port}/`, secret: 'secret' };
  github = await startGithub({
    repositories: [SLUG],
    bornAt: BORN,
    token,
  });
  repository = github.repositories.get(SLUG)!;
});

afterEach(async () => {
  await github.stop();
  receiver.closeAllConnections();
  await new Promise(done => receiver.close(done));
});

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${github.url}/repos/${SLUG}${path}`, {
    headers: { authorization: `token ${token}`, ...headers },
  });

function merged(style: MergeStyle, commits: number, at = BORN + MINUTE) {
  const number = repository.openPull({
    title: 'Answer faster',
    branch: 'faster',
    committedAt: Array.from({ length: commits }, (_, i) => at + i),
    at,
  });
  repository.review(number, at + MINUTE);
  return repository.merge(number, { style, at: at + 2 * MINUTE });
}

describe('the stand-in for GitHub', () => {
  it('says that it is one, and lets in nobody without the token', async () => {
    const answer = await ask('');
    expect(answer.headers.get('server')).toBe(GITHUB_STAND_IN);
    expect(await answer.json()).toMatchObject({
      full_name: SLUG,
      html_url: `https://${GITHUB_STAND_IN}/${SLUG}`,
      description: expect.stringContaining('stand-in'),
    });
    const refused = await ask('', { authorization: 'token other' });
    expect(refused.status).toBe(401);
  });

  it.each([
    ['squash', 1, 1],
    ['merge', 4, 2],
    ['rebase', 3, 1],
  ] as const)(
    'merges three commits by %s as %i',
    async (style, landed, parents) => {
      const base = repository.head;
      const head = merged(style, 3);
      const { commits, total_commits: total } = await (
        await ask(`/compare/${base}...${head}`)
      ).json();
      expect(total).toBe(landed);
      expect(commits.at(-1)).toMatchObject({ sha: head });
      expect(commits.at(-1).parents).toHaveLength(parents);
      const [pull] = await (await ask('/pulls?state=all')).json();
      expect(pull).toMatchObject({ state: 'closed', merge_commit_sha: head });
      const originals = await (
        await ask(`/pulls/${pull.number}/commits`)
      ).json();
      expect(originals).toHaveLength(3);
    },
  );

  it('has a history in which every parent is known, whatever was merged how', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            style: fc.constantFrom<MergeStyle>('squash', 'merge', 'rebase'),
            commits: fc.integer({ min: 1, max: 4 }),
          }),
          { maxLength: 8 },
        ),
        pulls => {
          const before = repository.head;
          pulls.forEach(({ style, commits }, i) =>
            merged(style, commits, BORN + i * 10 * MINUTE),
          );
          const known = repository.ancestors(repository.head);
          expect(known).toContain(before);
          for (const sha of known) {
            const { parents = [] } = repository.commits.get(sha) ?? {};
            for (const parent of parents) expect(known).toContain(parent);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('answers in pages, and that nothing has changed where it has not', async () => {
    for (let i = 0; i < 5; i += 1) {
      merged('squash', 1, BORN + i * 10 * MINUTE);
    }
    const first = await ask('/pulls?state=all&per_page=2');
    expect(await first.json()).toHaveLength(2);
    expect(first.headers.get('link')).toContain('rel="next"');
    const last = await ask('/pulls?state=all&per_page=2&page=3');
    expect(await last.json()).toHaveLength(1);
    expect(last.headers.get('link')).toBeNull();
    const etag = first.headers.get('etag') ?? '';
    const again = await ask('/pulls?state=all&per_page=2', {
      'if-none-match': etag,
    });
    expect(again.status).toBe(304);
  });

  it('sends what happens from when it is told to, in order and signed', async () => {
    merged('squash', 1);
    github.startSending(webhook);
    const head = merged('squash', 2, BORN + 30 * MINUTE);
    const run = repository.startRun(head, BORN + 40 * MINUTE);
    const id = repository.deploy({
      sha: head,
      environment: 'production',
      image: `registry.example.com/cart:${head}`,
      at: BORN + 41 * MINUTE,
    });
    for (const [state, minutes] of [
      ['in_progress', 41],
      ['success', 42],
    ] as const) {
      repository.setStatus(id, { state, run, at: BORN + minutes * MINUTE });
    }
    repository.finishRun(run, {
      conclusion: 'success',
      at: BORN + 43 * MINUTE,
    });
    const number = repository.openIssue({
      title: 'Errors',
      labels: ['incident'],
      at: BORN + 44 * MINUTE,
    });
    repository.closeIssue(number, BORN + 45 * MINUTE);
    await github.stop();
    expect(received.map(({ headers }) => headers['x-github-event'])).toEqual([
      'pull_request',
      'pull_request_review',
      'pull_request',
      'push',
      'workflow_run',
      'deployment',
      'deployment_status',
      'deployment_status',
      'workflow_run',
      'issues',
      'issues',
    ]);
    for (const { headers, body } of received) {
      const signature = createHmac('sha256', 'secret')
        .update(body)
        .digest('hex');
      expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    }
    const sent: Json[] = received.map(({ body }) => JSON.parse(body));
    expect(sent[0]).toMatchObject({ pull_request: { state: 'open' } });
    expect(sent[2]).toMatchObject({ pull_request: { merge_commit_sha: head } });
    expect(github.taken()).toBe(received.length);
  });
});
