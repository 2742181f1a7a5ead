import { originOfRepository } from '@landfall/backstage-plugin-fleet-node';

/** The origin of a repository by the address that it is fetched from, without what it holds of credentials; undefined where it is none. */
export function repositoryOfUrl(address: string): string | undefined {
  const url = URL.parse(address);
  if (url && url.host !== '') {
    // The port of a web server is part of its name; that of SSH is not.
    const host = /^https?:$/.test(url.protocol) ? url.host : url.hostname;
    return made(host, url.pathname);
  }
  const [, host, path] = /^(?:[^@/\s]+@)?([\w.-]+):(.+)$/.exec(address) ?? [];
  return host === undefined ? undefined : made(host, path);
}

function made(host: string, path: string): string | undefined {
  const slug = path.replace(/^\/+|\/+$/g, '');
  return slug === '' ? undefined : originOfRepository({ host, slug });
}
