import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { receiving } from '../testing/receiving';
import { createWebhookSource } from './source';
import { messageSchema } from './schema';

const file = (name: string) =>
  readFile(join(__dirname, '../../../../docs', name), 'utf8');

describe('what is written of the generic webhook', () => {
  it('has a JSON schema that is served, and stands in the documentation as it is', async () => {
    const { app } = receiving(
      createWebhookSource({ entries: [], problems: [] }),
    );
    const { status, body } = await request(app).get(
      '/webhooks/generic/schema.json',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: ['events'],
    });
    // To write it anew: curl …/api/fleet/webhooks/generic/schema.json
    expect(JSON.parse(await file('webhook.schema.json'))).toEqual(body);
  });

  it('has examples that are messages, one of each kind', async () => {
    const text = await file('connect-incidents.md');
    const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json]) =>
      messageSchema.parse(JSON.parse(json)),
    );
    const kinds = examples.flatMap(({ events }) =>
      events.map(({ kind }) => kind),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'acknowledgement',
      'deployment',
      'incident',
      'page',
      'ticket',
      'validation',
    ]);
  });
});
