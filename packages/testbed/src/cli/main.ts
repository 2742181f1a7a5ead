/**
 * The command line. A signal is heard once, here: commands stop what they started and end. A second one, or a crash, leaves it to the watchdog.
 */
import { alertmanagerCommand } from './alertmanager';
import { benchCommand } from './bench';
import { buildCommand } from './build';
import { clusterCommand } from './cluster';
import { ROOT } from '../paths';
import { Command, environment } from './context';
import { heliosCommand } from './helios';
import { portalCommand } from './portal';
import { postgresCommand } from './postgres';
import { prometheusCommand } from './prometheus';
import { testCommand } from './test';
import { trialCommand } from './trial';
import { misuseOf, wantsHelp } from './usage';
import { insistence } from '../processes/insistence';

const COMMANDS: Record<string, { run: Command; does: string }> = {
  build: {
    run: buildCommand,
    does: 'builds or installs what the servers need, and says what cannot be',
  },
  cluster: {
    run: clusterCommand,
    does: '[--name NAME] [--count N] [--nodes N]: starts clusters until Ctrl-C',
  },
  helios: {
    run: heliosCommand,
    does: '[--agents N] [--masters N] [--tls] [--username U --password P | --token T]: starts Helios until Ctrl-C',
  },
  prometheus: {
    run: prometheusCommand,
    does: '[--history FILE] [--scrape JOB=HOST:PORT]: starts Prometheus until Ctrl-C',
  },
  alertmanager: {
    run: alertmanagerCommand,
    does: '[--webhook URL [--token T]]: starts Alertmanager until Ctrl-C',
  },
  postgres: {
    run: postgresCommand,
    does: 'starts PostgreSQL until Ctrl-C',
  },
  portal: { run: portalCommand, does: 'opens the portal until Ctrl-C' },
  trial: {
    run: trialCommand,
    does: '[company|helios|delivery] [--seed N] [--every SECONDS]: opens the portal on real servers that live',
  },
  test: {
    run: testCommand,
    does: '[--only unit|cluster|browser] [-- PATTERN]: runs the tests',
  },
  bench: {
    run: benchCommand,
    does: '[NAME] [--json]: measures; lists the names without one',
  },
};

function usageOf(name: string): string {
  const call =
    process.env.npm_lifecycle_event === name
      ? `npm run ${name} --`
      : `testbed ${name}`;
  const { does } = COMMANDS[name];
  return `Usage: ${call}${does.startsWith('[') ? ' ' : ': '}${does}`;
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { does }]) => `  ${name.padEnd(10)} ${does}`,
  );
  return ['Usage: testbed COMMAND', ...lines].join('\n');
}

/** npm does not always pass on that it was ended; who is run by it notices that its parent has changed. */
function whenOrphaned(act: () => void) {
  if (process.env.npm_lifecycle_event === undefined) {
    return;
  }
  const { ppid } = process;
  const timer = setInterval(() => {
    if (process.ppid !== ppid) {
      clearInterval(timer);
      act();
    }
  }, 250);
  timer.unref();
}

/** Runs one command and sets the exit code. */
export async function main([name, ...args]: string[]): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) {
    say(usage());
    process.exitCode = name === undefined || name === '--help' ? 0 : 2;
    return;
  }
  if (wantsHelp(args)) {
    say(usageOf(name));
    return;
  }
  const interruption = new AbortController();
  let exitCode: number | undefined;
  const insists = insistence();
  const interrupt = (code: number) => {
    if (insists()) {
      process.exit(code);
    }
    exitCode ??= code;
    interruption.abort();
  };
  process.on('SIGHUP', () => interrupt(128 + 1));
  process.on('SIGINT', () => interrupt(128 + 2));
  process.on('SIGTERM', () => interrupt(128 + 15));
  whenOrphaned(() => {
    // An npm that was interrupted as well has ended before us, which is no second interruption.
    if (!interruption.signal.aborted) {
      interrupt(128 + 1);
    }
  });
  try {
    const code = await command.run({
      args,
      root: ROOT,
      env: environment(),
      signal: interruption.signal,
      say,
    });
    process.exit(exitCode ?? code);
  } catch (error) {
    const misuse = misuseOf(error);
    if (misuse !== undefined) {
      say(`${misuse}\n${usageOf(name)}`);
    } else if (!interruption.signal.aborted) {
      say(
        error instanceof Error ? error.stack ?? error.message : String(error),
      );
    }
    process.exit(exitCode ?? (misuse === undefined ? 1 : 2));
  }
}
