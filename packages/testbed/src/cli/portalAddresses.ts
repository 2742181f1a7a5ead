import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isFree } from '../processes/ports';

/** Where the portal is to be found, as far as its configuration says so. */
export interface PortalAddresses {
  /** Of the frontend. */
  app?: string;
  /** Of the backend. */
  backend?: string;
  /** Where the backend listens. */
  backendPort?: number;
}

/** Reads the addresses from the files of configuration that the arguments name. */
export async function readAddresses(
  args: readonly string[],
  root: string,
): Promise<PortalAddresses> {
  const addresses: PortalAddresses = {};
  const given = args.filter((_, at) => args[at - 1] === '--config');
  for (const file of given.length ? given : [join(root, 'app-config.yaml')]) {
    // What cannot be read is told by whoever reads it for good.
    Object.assign(
      addresses,
      await readFile(file, 'utf8')
        .then(addressesIn)
        .catch(() => {}),
    );
  }
  return addresses;
}

function addressesIn(yaml: string): PortalAddresses {
  const { app, backend } = parse(yaml) ?? {};
  const url = (value: unknown) =>
    typeof value === 'string' && URL.canParse(value)
      ? value.replace(/\/+$/, '')
      : undefined;
  const port = Number(backend?.listen?.port);
  const found: PortalAddresses = {
    app: url(app?.baseUrl),
    backend: url(backend?.baseUrl),
    backendPort: port > 0 ? port : undefined,
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  );
}

/** What to say when somebody else listens where the portal would. What Backstage says of it half a minute later is a stack. */
export async function takenPort({
  app,
  backendPort = 0,
}: PortalAddresses): Promise<string | undefined> {
  const ports = {
    'app.baseUrl': Number(app && new URL(app).port),
    'backend.listen.port': backendPort,
  };
  for (const [key, port] of Object.entries(ports)) {
    if (port > 0 && !(await isFree(port))) {
      return `Port ${port} (${key}) is in use, perhaps by another portal. Stop what listens there: "ss -ltnp" names it.`;
    }
  }
  return undefined;
}
