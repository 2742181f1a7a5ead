import { originOfRepository } from '@landfall/backstage-plugin-fleet-node';
import {
  isGone,
  type CodeHostApi,
  type NamedPlace,
  type Repository,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { z } from 'zod';

const MOST_PAGES = 50;
const WANTED = 'archived=false&simple=true&per_page=100';
const schema = z.object({ path_with_namespace: z.string().min(3).max(1_024) });

/** All projects of a group and of the groups within, or of a person, but those that are put away. @throws CodeHostError */
export async function groupProjects(
  api: Pick<CodeHostApi, 'get'>,
  { host, name }: NamedPlace,
): Promise<Repository[]> {
  const id = encodeURIComponent(name);
  const ask = (path: string, page: number) =>
    api.get(`${path}&${WANTED}&page=${page}`);
  let path = `/groups/${id}/projects?include_subgroups=true`;
  const found: Repository[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    let answer: Awaited<ReturnType<typeof ask>>;
    try {
      answer = await ask(path, page);
    } catch (error) {
      if (!isGone(error) || !path.startsWith('/groups/')) throw error;
      path = `/users/${id}/projects?owned=false`;
      answer = await ask(path, page);
    }
    for (const item of Array.isArray(answer.body) ? answer.body : []) {
      const { data } = schema.safeParse(item);
      if (!data) continue;
      const slug = data.path_with_namespace;
      const origin = originOfRepository({ host, slug });
      found.push({ origin, host, slug, shared: false });
    }
    if (!answer.next) break;
  }
  return found;
}
