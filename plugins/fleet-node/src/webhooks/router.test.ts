import type { LoggerService } from '@backstage/backend-plugin-api';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import express from 'express';
import request from 'supertest';
import { MalformedMessageError } from './receiver';
import { createWebhookRouter } from './router';

const SECRET = 'made-up';
const logger: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => logger,
};

describe('the routes of receivers', () => {
  const started = () => {
    const recorded: unknown[] = [];
    const warnings: string[] = [];
    const router = (kind: string) =>
      createWebhookRouter<string>({
        receivers: [
          {
            receiver: {
              path: `/${kind}/one`,
              scope: kind,
              admits: ({ authorization }) => authorization === SECRET,
              trusts: body => body.length > 2,
              read: message => {
                if (typeof message !== 'string') {
                  throw new MalformedMessageError('It is no text');
                }
                const left = [{ key: null, reason: 'Nothing new' }];
                return message === 'none'
                  ? { facts: [], left }
                  : { facts: [message], left: [] };
              },
            },
            sink: {
              record: async (scope, facts) => {
                if (facts.includes('fail')) throw new Error('token=abcdef');
                recorded.push([scope, ...facts]);
                return { refused: [] };
              },
            },
          },
        ],
        clock: { now: () => instant(0) },
        logger: { ...logger, warn: text => warnings.push(text) },
      });
    const app = express();
    app.use(router('first'));
    app.use(router('second'));
    app.use((_request, response) => {
      response.status(418).end();
    });
    const post = (path: string, message: unknown, secret = SECRET) =>
      request(app)
        .post(`/webhooks${path}`)
        .set('authorization', secret)
        .send(JSON.stringify(message));
    return { app, post, recorded, warnings };
  };

  it('stand beside those of other modules, and leave to others what is not theirs', async () => {
    const { app, post, recorded } = started();
    expect((await post('/first/one', 'a')).status).toBe(200);
    expect((await post('/second/one', 'b')).status).toBe(200);
    expect(recorded).toEqual([
      ['first', 'a'],
      ['second', 'b'],
    ]);
    expect((await post('/first/two', 'a')).status).toBe(404);
    expect((await request(app).get('/webhooks/second/one')).status).toBe(404);
    expect((await post('/third/one', 'a')).status).toBe(418);
    expect((await request(app).get('/other')).status).toBe(418);
  });

  it('say what came of a message', async () => {
    const { post, warnings } = started();
    expect((await post('/first/one', 'none')).body).toEqual({
      recorded: 0,
      left: [{ key: null, reason: 'Nothing new' }],
    });
    expect((await post('/first/one', 'none')).status).toBe(202);
    expect((await post('/first/one', ['a'])).status).toBe(400);
    expect((await post('/first/one', 'a', 'wrong')).status).toBe(401);
    expect((await post('/first/one', 1)).status).toBe(401);
    const large = await post('/first/one', 'x'.repeat(1_048_577));
    expect(large.status).toBe(413);
    const failed = await post('/first/one', 'fail');
    expect(failed.status).toBe(503);
    expect(failed.headers['retry-after']).toBe('30');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toContain('abcdef');
  });
});
