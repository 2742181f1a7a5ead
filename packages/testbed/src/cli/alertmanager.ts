import { parseArgs } from 'node:util';
import { ensureAlertmanager } from '../alertmanager/binaries';
import { startAlertmanager } from '../alertmanager/startAlertmanager';
import { Command, interrupted } from './context';

/** Starts Alertmanager and prints its address. */
export const alertmanagerCommand: Command = async ({ args, signal, say }) => {
  const { values } = parseArgs({
    args,
    options: { webhook: { type: 'string' }, token: { type: 'string' } },
  });
  const { webhook, token } = values;
  if (token !== undefined && webhook === undefined) {
    throw new Error('--token is sent with the webhook: say --webhook URL');
  }
  await ensureAlertmanager({ onProgress: say, signal });
  const alertmanager = await startAlertmanager({
    webhook: webhook === undefined ? undefined : { url: webhook, token },
  });
  process.stdout.write(`${alertmanager.url}\n`);
  say('Alertmanager runs until Ctrl-C');
  await interrupted(signal);
  await alertmanager.stop();
  return 0;
};
