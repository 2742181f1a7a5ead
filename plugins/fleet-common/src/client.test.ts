import { FleetClient } from './client';

const emptyFreshness = {
  state: 'none',
  asOf: null,
  troubled: [],
  demo: false,
};

function clientThatAnswers(status: number, body: unknown) {
  const fetch = jest.fn(
    async (_url: string | URL | Request, _init?: RequestInit) =>
      new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json' },
      }),
  );
  const client = new FleetClient({
    discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
    fetchApi: { fetch },
  });
  return { client, fetch };
}

describe('FleetClient', () => {
  it('writes repeated filters as repeated parameters and passes the signal on', async () => {
    const { client, fetch } = clientThatAnswers(200, {
      items: [],
      total: 0,
      restricted: false,
      freshness: emptyFreshness,
    });
    const { signal } = new AbortController();
    await client.listServices(
      { platform: ['kubernetes', 'helios'], team: undefined, window: 7 },
      { signal },
    );
    expect(fetch.mock.calls[0][0]).toBe(
      'http://portal/api/fleet/services?platform=kubernetes&platform=helios&window=7',
    );
    expect(fetch.mock.calls[0][1]?.signal).toBe(signal);
  });

  it('puts the parts of an entity reference into the path, encoded', async () => {
    const { client, fetch } = clientThatAnswers(200, {
      items: [],
      total: 0,
      freshness: emptyFreshness,
    });
    await client.listDeployments('component:default/cart api');
    expect(fetch.mock.calls[0][0]).toBe(
      'http://portal/api/fleet/services/component/default/cart%20api/deployments',
    );
  });

  it('refuses a reference that is not full before it asks', async () => {
    const { client, fetch } = clientThatAnswers(200, {});
    await expect(client.getTeam('payments')).rejects.toThrow(
      'Not a full entity reference',
    );
    expect(fetch).not.toHaveBeenCalled();
  });

  it('leaves out fields that it does not know', async () => {
    const { client } = clientThatAnswers(200, {
      items: [],
      problems: [],
      projection: { pending: 0, oldestSeconds: null, rebuilding: null },
      later: 'unknown today',
    });
    expect(await client.listSources()).toEqual({
      items: [],
      problems: [],
      projection: { pending: 0, oldestSeconds: null, rebuilding: null },
    });
  });

  it('says which field of an answer does not fit', async () => {
    const { client } = clientThatAnswers(200, {
      items: [],
      problems: [],
      projection: null,
    });
    await expect(client.listSources()).rejects.toThrow(/projection: /);
  });

  it('rejects with what the backend said', async () => {
    const { client } = clientThatAnswers(404, {
      error: { name: 'NotFoundError', message: 'There is no team x.' },
      response: { statusCode: 404 },
    });
    await expect(client.getTeam('group:default/x')).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 404,
      body: { error: { message: 'There is no team x.' } },
    });
  });
});
