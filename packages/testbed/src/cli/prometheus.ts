import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ensurePrometheus } from '../prometheus/binaries';
import { startPrometheus } from '../prometheus/startPrometheus';
import { Command, interrupted } from './context';

function targetOf(text: string) {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new Error(`--scrape wants JOB=HOST:PORT, not ${text}`);
  }
  return { job: text.slice(0, at), address: text.slice(at + 1) };
}

/** Starts Prometheus and prints its address. */
export const prometheusCommand: Command = async ({ args, signal, say }) => {
  const { values } = parseArgs({
    args,
    options: {
      history: { type: 'string' },
      scrape: { type: 'string', multiple: true, default: [] },
    },
  });
  await ensurePrometheus({ onProgress: say, signal });
  const prometheus = await startPrometheus({
    openMetrics:
      values.history === undefined
        ? undefined
        : await readFile(values.history, 'utf8'),
    scrape: values.scrape.map(targetOf),
  });
  process.stdout.write(`${prometheus.url}\n`);
  say('Prometheus runs until Ctrl-C');
  await interrupted(signal);
  await prometheus.stop();
  return 0;
};
