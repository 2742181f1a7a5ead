/**
 * The jars that Helios and ZooKeeper run from: fetched from Maven Central as `helios/pom.xml` says, plus stubs of ours for classes that are no longer
 * published, and kept in the cache folder.
 */
import { existsSync } from 'node:fs';
import { link, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE } from '../paths';
import { cacheFolder, ensureCached, hashOfInputs } from '../processes/cache';
import {
  canInstallPackages,
  findProgram,
  installPackages,
} from '../processes/debian';
import { run } from '../processes/run';

const SOURCES = join(PACKAGE, 'helios');

const DEPENDENCY_PLUGIN =
  'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

// The Docker client of the agents brings its own copies of these. With both, it fails while the host still says that it is up.
const NOT_FOR_AGENTS =
  /^(hk2-|jersey-.*-2\.19\.jar$|jersey-media-json|javax\.ws\.rs-api-2|javax\.inject-2|aopalliance-repackaged|osgi-resource-locator)/;

/** Names the folder of jars that were fetched before, and so skips Maven. */
export const HELIOS_VARIABLE = 'LANDFALL_TESTBED_HELIOS';

/** Says why there is no Helios here, and what to install. */
export class NoHeliosError extends Error {
  name = 'NoHeliosError';
}

/** Where the jars are. */
export interface HeliosBinaries {
  /** The `java` to run them with. */
  java: string;
  /** The folder to name in {@link HELIOS_VARIABLE}. */
  folder: string;
  /** Class path of masters and ZooKeeper. */
  masterClassPath: string;
  /** Class path of agents. */
  agentClassPath: string;
}

/** What fetching wants to know. */
export interface FetchOptions {
  /** Gets a line for people now and then. */
  onProgress?: (line: string) => void;
  /** Gives up when it fires. */
  signal?: AbortSignal;
}

const JAVA_MISSING =
  'Helios wants Java 17: install a JDK and Maven (Debian: "apt-get install default-jdk-headless maven", as root)';

async function ensurePrograms(
  names: string[],
  { onProgress, signal }: FetchOptions,
): Promise<Record<string, string>> {
  const find = async () =>
    Object.fromEntries(
      await Promise.all(
        names.map(async name => [name, await findProgram(name)] as const),
      ),
    );
  const found = await find();
  if (names.some(name => !found[name]) && (await canInstallPackages())) {
    try {
      await installPackages({
        packages: ['default-jdk-headless', 'maven'],
        onProgress,
        signal,
      });
    } catch (cause) {
      throw new NoHeliosError('apt-get could not install Java and Maven', {
        cause,
      });
    }
    Object.assign(found, await find());
  }
  const programs: Record<string, string> = {};
  for (const [name, path] of Object.entries(found)) {
    if (!path) {
      throw new NoHeliosError(`${JAVA_MISSING}; there is no "${name}" here`);
    }
    programs[name] = path;
  }
  return programs;
}

async function versionOf(java: string): Promise<string> {
  try {
    const { stdout } = await run({ command: java, args: ['--version'] });
    return stdout.trim();
  } catch (cause) {
    throw new NoHeliosError(
      `${JAVA_MISSING}; "${java} --version" does not work here`,
      { cause },
    );
  }
}

async function fetch(
  unfinished: string,
  programs: Record<string, string>,
  { onProgress, signal }: FetchOptions,
) {
  onProgress?.('fetching Helios and ZooKeeper with Maven');
  const jars = join(unfinished, 'master');
  const classes = join(unfinished, 'classes');
  try {
    await run({
      command: programs.mvn,
      args: [
        '--batch-mode',
        '--quiet',
        `${DEPENDENCY_PLUGIN}:copy-dependencies`,
        `-DoutputDirectory=${jars}`,
      ],
      cwd: SOURCES,
      signal,
    });
  } catch (cause) {
    throw new NoHeliosError('Maven could not fetch Helios', { cause });
  }
  const stubs = await readdir(join(SOURCES, 'stubs'), {
    recursive: true,
    withFileTypes: true,
  });
  await run({
    command: programs.javac,
    args: [
      '-d',
      classes,
      ...stubs
        .filter(file => file.name.endsWith('.java'))
        .map(file => join(file.parentPath, file.name)),
    ],
    signal,
  });
  await run({
    command: programs.jar,
    args: ['--create', '--file', join(jars, 'stubs.jar'), '-C', classes, '.'],
    signal,
  });
  const agent = join(unfinished, 'agent');
  await mkdir(agent);
  for (const name of await readdir(jars)) {
    if (!NOT_FOR_AGENTS.test(name)) {
      await link(join(jars, name), join(agent, name));
    }
  }
}

/**
 * Gives the jars, after fetching them if need be: half a minute.
 *
 * @throws NoHeliosError when Java or Maven is missing and cannot be installed, or Maven Central cannot be reached
 */
export async function ensureHelios(
  options: FetchOptions = {},
): Promise<HeliosBinaries> {
  const given = process.env[HELIOS_VARIABLE];
  const binaries = (java: string, folder: string): HeliosBinaries => ({
    java,
    folder,
    masterClassPath: join(folder, 'master/*'),
    agentClassPath: join(folder, 'agent/*'),
  });
  if (given) {
    if (!existsSync(join(given, 'agent'))) {
      throw new NoHeliosError(
        `${HELIOS_VARIABLE} names ${given}, which holds no folder "agent"`,
      );
    }
    const { java } = await ensurePrograms(['java'], options);
    return binaries(java, given);
  }
  const programs = await ensurePrograms(
    ['java', 'javac', 'jar', 'mvn'],
    options,
  );
  const hash = await hashOfInputs({
    folder: SOURCES,
    files: /\.(xml|java)$/,
    others: [
      await versionOf(programs.java),
      DEPENDENCY_PLUGIN,
      NOT_FOR_AGENTS.source,
    ],
  });
  const folder = join(cacheFolder(), `helios-${hash}`);
  await ensureCached(folder, unfinished =>
    fetch(unfinished, programs, options),
  );
  return binaries(programs.java, folder);
}
