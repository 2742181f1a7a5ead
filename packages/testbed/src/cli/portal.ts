import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { runInForeground } from '../processes/foreground';
import { isFree } from '../processes/ports';
import { Command } from './context';

/** Starts the portal's frontend and backend for development. A signal to Backstage's own command would leave both running. */
export const portalCommand: Command = async ({
  args,
  root,
  env,
  signal,
  say,
}) => {
  const given = fromRoot(args, root);
  const taken = await takenPorts(given, root);
  if (taken) {
    say(taken);
    return 1;
  }
  return runInForeground({
    command: process.execPath,
    args: [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'start',
      ...given,
    ],
    cwd: root,
    env,
    signal,
  });
};

/** What to say when somebody else listens where the portal would. What Backstage says of it half a minute later is a stack. */
export async function takenPorts(
  args: readonly string[],
  root: string,
): Promise<string | undefined> {
  const ports: Record<string, number> = {};
  const given = args.filter((_, at) => args[at - 1] === '--config');
  for (const file of given.length ? given : [join(root, 'app-config.yaml')]) {
    // What cannot be read is told by whoever reads it for good.
    Object.assign(
      ports,
      await readFile(file, 'utf8')
        .then(portsIn)
        .catch(() => {}),
    );
  }
  for (const [key, port] of Object.entries(ports)) {
    if (!(await isFree(port))) {
      return `Port ${port} (${key}) is in use, perhaps by another portal. Stop what listens there: "ss -ltnp" names it.`;
    }
  }
  return undefined;
}

function portsIn(yaml: string): Record<string, number> {
  const { app, backend } = parse(yaml) ?? {};
  const named = {
    'app.baseUrl': URL.canParse(app?.baseUrl) && new URL(app.baseUrl).port,
    'backend.listen.port': backend?.listen?.port,
  };
  return Object.fromEntries(
    Object.entries(named)
      .map(([key, port]) => [key, Number(port)] as const)
      .filter(([, port]) => port > 0),
  );
}

/** Frontend and backend start in folders of their own: files of configuration are meant from the root on. */
export function fromRoot(args: readonly string[], root: string): string[] {
  return args.map((arg, at) =>
    args[at - 1] === '--config' && !/^https?:/.test(arg)
      ? resolve(root, arg)
      : arg,
  );
}
