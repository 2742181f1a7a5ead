const base64 = (text: string) => Buffer.from(text).toString('base64');

async function etcd<T>(port: number, path: string, body: object): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}/v3/kv/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) {
    throw new Error(`etcd refused ${path}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}

/** Makes etcd forget every revision before a new one that it writes itself, so that also who is up to date has missed something. */
export async function compactHistory(port: number): Promise<void> {
  const { header } = await etcd<{ header: { revision: string } }>(port, 'put', {
    key: base64('/testbed/compaction'),
    value: base64(''),
  });
  await etcd(port, 'compaction', { revision: header.revision, physical: true });
}
