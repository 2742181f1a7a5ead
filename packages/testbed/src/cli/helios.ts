import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureHelios } from '../helios/binaries';
import { startHelios } from '../helios/startHelios';
import { GatewayCredentials } from '../network/gateway';
import { Command, interrupted } from './context';

function credentialsOf(values: {
  username?: string;
  password?: string;
  token?: string;
}): GatewayCredentials | undefined {
  const { username, password = '', token } = values;
  if (token !== undefined) {
    return { token };
  }
  return username === undefined ? undefined : { username, password };
}

/** Starts a Helios cluster and prints the addresses of its masters. */
export const heliosCommand: Command = async ({ args, signal, say }) => {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string', default: 'testbed' },
      agents: { type: 'string', default: '2' },
      masters: { type: 'string', default: '1' },
      tls: { type: 'boolean', default: false },
      username: { type: 'string' },
      password: { type: 'string' },
      token: { type: 'string' },
    },
  });
  await ensureHelios({ onProgress: say, signal });
  const helios = await startHelios({
    name: values.name,
    agents: Number(values.agents),
    masters: Number(values.masters),
  });
  try {
    for (const { name, url, adminUrl } of helios.masters) {
      process.stdout.write(`${url}\n`);
      say(`${name} listens there, and on ${adminUrl} for administrators`);
    }
    const credentials = credentialsOf(values);
    if (values.tls || credentials) {
      const gateway = await helios.startGateway({
        tls: values.tls,
        credentials,
      });
      process.stdout.write(`${gateway.url}\n`);
      say('The gateway before the first master listens there');
      if (gateway.caPem) {
        const ca = join(helios.folder, 'gateway-ca.crt');
        await writeFile(ca, gateway.caPem);
        say(`Its clients have to trust ${ca}`);
      }
    }
    say(`Hosts: ${helios.hosts().join(', ')}. Logs: ${helios.folder}`);
    say('Ctrl-C stops everything.');
    await interrupted(signal);
  } finally {
    await helios.stop();
  }
  return 0;
};
